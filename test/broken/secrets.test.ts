import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { config } from '../../src/api/config.ts'
import { findingOfWarning, findingsOf } from '../../src/render/diagnostics/finding.ts'
import { createReporter } from '../../src/render/diagnostics/reporter.ts'
import { describe as describeError } from '../../src/render/errors.ts'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { formatDiagnostic } from '../../src/source/frame.ts'
import { plain, worldOf } from '../load/world.ts'
import { layers } from './layers.ts'
import { relations } from './relations.ts'
import { compose, web } from './row.ts'
import { texts } from './texts.ts'
import { values } from './values.ts'

const canary = 'hunter2-swordfish'

type Files = Readonly<Record<string, string>>

/** Everything that is said about the files, in every form. */
async function said(files: Files, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const place = { cwd: '/p', workspace: undefined, version: '1' }
  const shown = { cwd: '/p', directory: '/p' }
  const forms = (['json', 'github', 'sarif'] as const).map((format) => createReporter(format, place))
  const written: string[] = []
  const tell = (error: unknown, warnings: readonly Diagnostic[]): void => {
    const findings = [
      ...(error === undefined ? [] : findingsOf(error, '/p')),
      ...warnings.map((it) => findingOfWarning({ type: 'warning', message: it.message, diagnostic: it }, '/p')),
    ]
    written.push(error === undefined ? '' : describeError(error, shown))
    written.push(...warnings.map((it) => formatDiagnostic(it, shown)))
    for (const form of forms) written.push(...findings.map(form.add), form.end())
  }
  try {
    tell(
      undefined,
      (await config({ ...plain, services: [], view: 'model', format: 'yaml' }, worldOf(files, env))).warnings,
    )
  } catch (error) {
    tell(error, [])
  }
  return written.join('\n')
}

const rows = [...texts, ...values, ...relations, ...layers]

test.each(rows)('a secret beside the mistake is not shown: $mistake', async ({ files, env }) => {
  const planted = Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      path.endsWith('.yaml') ? text.replace(/[ \t]*$/gm, ` # DB_PASSWORD: ${canary}`) : `TOKEN=${canary}\n${text}`,
    ]),
  )
  expect(await said(planted, env)).not.toContain(canary)
})

interface Schema {
  readonly $ref?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly definitions?: Readonly<Record<string, Schema>>
}
const schema = JSON.parse(readFileSync('schema/compose.schema.json', 'utf8')) as Schema

function resolved(one: Schema): Schema {
  const name = one.$ref?.split('/').at(-1)
  return name === undefined ? one : resolved(schema.definitions?.[name] ?? {})
}

/** YAML (in flow style) that puts a text at every place of the specification below `one`. */
function* places(one: Schema, value: string, depth = 0): Generator<string> {
  yield value
  if (depth > 6) return
  const { properties = {}, patternProperties = {}, additionalProperties, items } = resolved(one)
  for (const [key, below] of Object.entries(properties))
    for (const text of places(below, value, depth + 1)) yield `{${key}: ${text}}`
  const any = Object.entries(patternProperties)
    .filter(([key]) => key !== '^x-')
    .map(([, below]) => below)
  if (typeof additionalProperties === 'object') any.push(additionalProperties)
  for (const below of any) for (const text of places(below, value, depth + 1)) yield `{a: ${text}}`
  yield `[${value}]`
  if (items !== undefined) for (const text of places(items, value, depth + 1)) yield `[${text}]`
}

const service = resolved({ $ref: '#/definitions/service' })

test.each(Object.entries(service.properties ?? {}))(
  'what a variable stands for is not shown: services.web.%s',
  async (key, below) => {
    for (const text of new Set([...places(below, '"${S}"'), ...places(below, '"a:${S}/b"')])) {
      const files = { ...web(), 'compose.yaml': compose('services:', '  web:', '    image: x', `    ${key}: ${text}`) }
      const shown = key === 'image' ? { 'compose.yaml': compose('services:', `  web: {image: ${text}}`) } : files
      expect(await said(shown, { S: canary }), text).not.toContain(canary)
      expect(await said({ ...shown, '.env': `S=${canary}\n` }), text).not.toContain(canary)
    }
  },
)

test.each(['networks', 'volumes', 'secrets', 'configs', 'models', 'include'])(
  'what a variable stands for is not shown: %s',
  async (section) => {
    const below = resolved(schema.properties?.[section] ?? {})
    for (const text of new Set(places(below, '"${S}"'))) {
      const files = { 'compose.yaml': compose('services: {web: {image: x}}', `${section}: ${text}`) }
      expect(await said(files, { S: canary }), text).not.toContain(canary)
    }
  },
)

test('a file that is no compose file shows nothing of what it holds', async () => {
  for (const text of [
    canary,
    `- ${canary}`,
    `a: ${canary}\n`,
    `root:${canary}:0:0:root\n`,
    `"${canary}`,
    `{${canary}`,
  ]) {
    const files = { 'compose.yaml': compose('include: [../etc/shadow]', 'services: {}'), '../etc/shadow': text }
    const world = worldOf({})
    const outside = { 'compose.yaml': files['compose.yaml'] }
    const read = async (path: string): Promise<string> =>
      path === '/etc/shadow' ? text : await worldOf(outside).readFile(path)
    try {
      await config(
        { ...plain, services: [], view: 'model', format: 'yaml' },
        {
          ...world,
          readFile: read,
          exists: async (path) => path === '/p/compose.yaml',
        },
      )
      expect.unreachable()
    } catch (error) {
      expect(describeError(error, { cwd: '/p', directory: '/p' })).not.toContain(canary)
    }
  }
})
