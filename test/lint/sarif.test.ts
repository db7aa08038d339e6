import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'

/** An object of these keys and no others; those with `!` must be there. */
function object(keys: Readonly<Record<string, object>>): object {
  const required = Object.keys(keys).filter((key) => key.endsWith('!'))
  const properties = Object.fromEntries(Object.entries(keys).map(([key, value]) => [key.replace('!', ''), value]))
  return {
    type: 'object',
    additionalProperties: false,
    properties,
    required: required.map((key) => key.replace('!', '')),
  }
}

const list = (items: object): object => ({ type: 'array', items })
const text = { type: 'string' }
const count = { type: 'integer', minimum: 1 }
const level = { enum: ['none', 'note', 'warning', 'error'] }
const message = object({ 'text!': { type: 'string', minLength: 1 } })
const region = object({ startLine: count, startColumn: count, endLine: count, endColumn: count })
const artifact = object({ 'uri!': { type: 'string', pattern: '^[^\\s\\\\]+$' }, uriBaseId: text })
const physical = object({ 'artifactLocation!': artifact, region })
const rule = object({
  'id!': text,
  name: text,
  shortDescription: message,
  fullDescription: message,
  help: object({ 'text!': text, markdown: text }),
  defaultConfiguration: object({ level }),
})

/** What SARIF 2.1.0 (sections 3.13 to 3.58) says of the properties that are written. */
const log = object({
  $schema: { type: 'string', pattern: '^https://' },
  'version!': { const: '2.1.0' },
  'runs!': list(
    object({
      'tool!': object({
        'driver!': object({ 'name!': text, version: text, semanticVersion: text, rules: list(rule) }),
      }),
      columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
      originalUriBaseIds: object({ SRCROOT: object({ 'uri!': { type: 'string', pattern: '^file:///.*/$' } }) }),
      invocations: list(
        object({
          'executionSuccessful!': { type: 'boolean' },
          toolExecutionNotifications: list(object({ level, 'message!': message })),
        }),
      ),
      results: list(
        object({
          ruleId: text,
          ruleIndex: { type: 'integer', minimum: 0 },
          level,
          'message!': message,
          locations: list(object({ physicalLocation: physical })),
          relatedLocations: list(object({ physicalLocation: physical, message })),
        }),
      ),
    }),
  ),
})

const many = `services:
  web app: { image: x }
`
const findings = `services:
  db: { image: postgres, ports: ["5432:5432"] }
  web: { build: ., volumes: [/var/run/docker.sock:/s], privileged: true, depends_on: [db] }
`

test.each([
  ['findings', findings, ['L003', 'L011', 'L001', 'L015']],
  ['mistakes in files', many, ['E020']],
  ['a file without findings', 'services: { web: { image: "x:1" } }\n', []],
])('a log of %s has the shape of SARIF 2.1.0', async (_what, compose, codes) => {
  const folder = await mkdtemp(join(tmpdir(), 'muster lint ä-'))
  try {
    await writeFile(join(folder, 'compose.yaml'), compose)
    await writeFile(join(folder, 'Dockerfile'), 'FROM node\nCOPY . .\nRUN npm ci\n')
    const written = JSON.parse(logIn(folder)) as Log
    const validate = new Ajv({ allErrors: true }).compile(log)
    validate(written)
    expect(validate.errors ?? []).toEqual([])
    const found = written.runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId))
    expect(found).toEqual(expect.arrayContaining([...codes]))
    expect(found.length === 0).toBe(codes.length === 0)
  } finally {
    await rm(folder, { recursive: true })
  }
})

interface Log {
  readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[] }[]
}

function logIn(cwd: string): string {
  try {
    return execFileSync(resolve('bin/muster'), ['lint', '--format', 'sarif'], { cwd, encoding: 'utf8' })
  } catch (error) {
    return (error as { readonly stdout: string }).stdout
  }
}
