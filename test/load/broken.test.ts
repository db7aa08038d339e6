import { describe, expect, it } from 'vitest'
import { config } from '../../src/api/config.ts'
import { ComposeError, type Diagnostic } from '../../src/source/diagnostic.ts'
import { lineColumn } from '../../src/source/file.ts'
import { rows, web } from './broken-files.ts'
import { plain, worldOf } from './world.ts'

async function errorsOf(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly Diagnostic[]> {
  try {
    await config({ ...plain, services: [], view: 'model', format: 'yaml' }, worldOf(files, env))
    return []
  } catch (error) {
    if (error instanceof ComposeError) return error.diagnostics.filter((it) => it.severity === 'error')
    throw error
  }
}

function located({ at, kind }: Diagnostic): string {
  if (at === undefined) return kind
  const { line, column } = lineColumn(at.file, at.start)
  return `${at.file.path.replace('/p/', '')}:${line}:${column} ${kind}`
}

describe('broken files', () => {
  it.each(rows)('$mistake is shown where it stands', async ({ files, errors, says }) => {
    const found = await errorsOf(files)
    expect(found.map(located)).toEqual(errors)
    const [first] = found
    expect(`${first?.message} ${first?.fix}`).toContain(says ?? '')
  })

  it('the value of a variable is never shown', async () => {
    const secret = 'hunter2-swordfish'
    const lines = [
      'ports: ["${S}:80"]',
      'mem_limit: ${S}',
      'privileged: ${S}',
      'stop_grace_period: ${S}',
      'pull_policy: ${S}',
      'scale: ${S}',
    ]
    for (const line of lines) {
      const found = await errorsOf(web(`    ${line}`), { S: secret })
      expect(found.map(located)).toEqual([
        `compose.yaml:4:${4 + line.indexOf(line.includes('"') ? '"' : '$') + 1} invalid-value`,
      ])
      expect(
        JSON.stringify(found.map(({ message, fix, notes }) => [message, fix, notes.map((note) => note.message)])),
      ).not.toContain(secret)
    }
  })

  it.each([
    'ports: ["127.0.0.1:${X:?set X}:80"]',
    'volumes: ["${X:?set X}:/x"]',
    'volumes: ["data:${X:?set X}"]',
    'container_name: ${X:?set X}',
    'mem_limit: ${X:?set X}',
    'healthcheck: {retries: "${X:?set X}"}',
    'networks: ["${X:?set X}"]',
    'depends_on: ["${X:?set X}"]',
    'env_file: ["${X:?set X}"]',
    'extends: {service: "${X:?set X}"}',
    'cpus: ${X',
  ])('a text whose variables could not be put in is not judged: %s', async (line) => {
    const found = await errorsOf(web(`    ${line}`))
    const kind = line.includes('?') ? 'variable-required' : 'interpolation-syntax'
    expect(found.map(located)).toEqual([`compose.yaml:4:${5 + line.indexOf('$')} ${kind}`])
  })
})
