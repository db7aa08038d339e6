import { describe, expect, it } from 'vitest'
import { config } from '../../src/api/config.ts'
import { codeOf } from '../../src/source/codes.ts'
import { ComposeError, type Diagnostic } from '../../src/source/diagnostic.ts'
import { placeText } from '../../src/source/frame.ts'
import { plain, worldOf } from '../load/world.ts'
import { layers } from './layers.ts'
import { relations } from './relations.ts'
import { web } from './row.ts'
import { texts } from './texts.ts'
import { values } from './values.ts'
import { warnings } from './warnings.ts'

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

function located({ at, kind, severity }: Diagnostic): string {
  const code = codeOf(kind, severity)
  return at === undefined ? code : `${placeText(at, { cwd: '/p' })} ${code}`
}

const rows = [...texts, ...values, ...relations, ...layers]

describe('broken files', () => {
  it.each(rows)('$mistake is shown where it stands', async ({ files, env, errors, says, notes }) => {
    const found = await errorsOf(files, env)
    expect(found.map(located)).toEqual(errors)
    const [first] = found
    expect(`${first?.message} ${first?.fix}`).toContain(says ?? '')
    if (notes !== undefined) expect(first?.notes.map(({ at }) => at && placeText(at, { cwd: '/p' }))).toEqual(notes)
  })

  it.each(warnings)('$mistake is told where it stands', async ({ files, warnings: expected, says = '' }) => {
    const { warnings: found } = await config({ ...plain, services: [], view: 'model', format: 'yaml' }, worldOf(files))
    expect(found.map(located)).toEqual(expected)
    expect(`${found[0]?.message} ${found[0]?.fix}`).toContain(says)
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
        `compose.yaml:4:${4 + line.indexOf(line.includes('"') ? '"' : '$') + 1} E022`,
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
    const kind = line.includes('?') ? 'E011' : 'E010'
    expect(found.map(located)).toEqual([`compose.yaml:4:${5 + line.indexOf('$')} ${kind}`])
  })
})
