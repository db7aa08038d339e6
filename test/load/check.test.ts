import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { interpolate } from '../../src/attributes/grammar/interpolate.ts'
import { checkSchema } from '../../src/load/check.ts'
import { createReport, type Diagnostic } from '../../src/source/diagnostic.ts'
import { lineColumn, sourceFile } from '../../src/source/file.ts'
import { parseYaml } from '../../src/source/parse.ts'

function check(yaml: string): readonly Diagnostic[] {
  const report = createReport()
  const variables = new Map([['SECRET', 'hunter2']])
  for (const document of parseYaml(sourceFile('/p/compose.yaml', yaml), report)) {
    checkSchema(interpolate(document, variables, report), report)
  }
  return report.diagnostics
}

function service(line: string): string {
  return `services:\n  a:\n    image: x\n    ${line}\n`
}

function place(diagnostic: Diagnostic): string {
  if (diagnostic.at === undefined) return 'nowhere'
  const { line, column } = lineColumn(diagnostic.at.file, diagnostic.at.start)
  return `${line}:${column}`
}

test('names of labels may be line separators', () => {
  expect(check(service('labels: {"\\r": a, "\\u2028": b, "\\u2029": c}'))).toEqual([])
})

describe('a mistake is reported once, at its place, with words and a remedy', () => {
  test.each<[yaml: string, kind: string, place: string, words: string, fix: string | undefined]>([
    [service('port: ["80"]'), 'unknown-key', '4:5', "additional properties 'port' not allowed", '`ports`'],
    [service('depend_on: [b]'), 'unknown-key', '4:5', 'services.a has no key `depend_on`', '`depends_on`'],
    [service('env: {A: b}'), 'unknown-key', '4:5', '`env`', '`environment`'],
    [service('dockerfile: D'), 'unknown-key', '4:5', '`dockerfile`', 'belongs under build'],
    [service('replicas: 2'), 'unknown-key', '4:5', '`replicas`', 'belongs under deploy'],
    [service('interval: 5s'), 'unknown-key', '4:5', '`interval`', 'belongs under healthcheck'],
    [service('build: {ports: []}'), 'unknown-key', '4:13', '`ports`', 'belongs under services.a'],
    ['image: x\nservices: {}\n', 'unknown-key', '1:1', 'a compose file has no key `image`', 'services.<name>'],
    ['service: {}\n', 'unknown-key', '1:1', "additional properties 'service' not allowed", '`services`'],
    ['web: {image: x}\n', 'unknown-key', '1:1', '`web`', 'under `services:`'],
    [
      'services: {my web: {image: x}}\n',
      'unknown-key',
      '1:12',
      "additional properties 'my web' not allowed",
      '`my-web`',
    ],
    [service('labels: {"": a}'), 'unknown-key', '4:14', 'a name is missing', 'write a name'],
    [service('labels: {"\\n": a}'), 'unknown-key', '4:14', 'a name is missing', 'write a name'],
    ['services:\n  a:\n    ports:\n      -80:80\n', 'wrong-type', '4:7', 'must be a list', 'a space after the dash'],
    ['services: {a: {image:x, tty: true}}\n', 'unknown-key', '1:16', '`image:x`', 'a space after the colon: `image'],
    [service('build:\n      context: .\n\u00a0     target: x'), 'unknown-key', '6:1', 'target', 'remove U+00A0'],
    ['networks: {n: {subnet: a}}\n', 'unknown-key', '1:16', '`subnet`', 'ipam.config'],
    [service('ports: "80:80"'), 'wrong-type', '4:12', 'services.a.ports must be a list, not a string', 'list'],
    [service('cap_add: NET_ADMIN'), 'wrong-type', '4:14', 'must be a list', '`cap_add: [NET_ADMIN]`'],
    [service('stop_grace_period: 10'), 'wrong-type', '4:24', 'must be a string, not a number', '10s'],
    [service('user: 1000'), 'wrong-type', '4:11', 'must be a string, not a number', '"1000"'],
    [service('hostname:'), 'wrong-type', '4:5', 'must be a string, not null', 'value'],
    [service('environment: {A: {b: c}}'), 'wrong-type', '4:22', 'services.a.environment.A must be', undefined],
    [service('environment: {A: 2001-01-01}'), 'wrong-type', '4:22', 'not a date', '"2001-01-01"'],
    [service('privileged: 1'), 'wrong-type', '4:17', 'must be a boolean or a string', '"1"'],
    [service('ports: [[80]]'), 'wrong-type', '4:13', 'must be a number, a string or a mapping, not a list', undefined],
    [service('extra_hosts: {a: 5}'), 'wrong-type', '4:22', 'services.a.extra_hosts.a must be', '"5"'],
    [service('healthcheck: "curl"'), 'wrong-type', '4:18', 'must be a mapping', 'mapping'],
    ['services: [a]\n', 'wrong-type', '1:11', 'services must be a mapping, not a list', undefined],
    ['services: {a: x}\n', 'wrong-type', '1:15', 'services.a must be a mapping', 'mapping'],
    [service('cgroup: x'), 'invalid-value', '4:13', "value must be one of 'host', 'private'", undefined],
    [
      service('depends_on: {b: {condition: healthy}}'),
      'invalid-value',
      '4:33',
      "'service_healthy'",
      '`service_healthy`',
    ],
    [service('pull_policy: alway'), 'invalid-value', '4:18', 'must be always', '`always`'],
    [service('container_name: _'), 'invalid-value', '4:21', 'services.a.container_name must begin', undefined],
    [service('gpus: some'), 'invalid-value', '4:11', "'all'", undefined],
    [service('oom_score_adj: 2000'), 'invalid-value', '4:20', 'less than or equal to 1000', undefined],
    [service('depends_on: {b: {}}'), 'missing-key', '4:18', "missing property 'condition'", undefined],
    [service('ports: [{published: 80}]'), 'missing-key', '4:13', '`target`', undefined],
    [service('security_opt: [x, x]'), 'duplicate-item', '4:23', 'items at 0 and 1 are equal', undefined],
  ])('%j', (...[yaml, kind, at, words, fix]) => {
    const found = check(yaml)
    expect(found.map((d) => [d.kind, place(d)])).toEqual([[kind, at]])
    expect(found[0]?.message).toContain(words)
    if (fix === undefined) return
    expect(found[0]?.fix).toContain(fix)
  })
})

describe('every form that docker compose takes passes', () => {
  test.each([
    'command: null',
    'deploy: null',
    'privileged: "yes"',
    'cpus: "0.5"',
    'healthcheck: {retries: "3", disable: "true"}',
    'environment: {A: 1, B: true, C: null, D: 1.5, E: .inf, F: 12345678901234567890}',
    'environment: [A=1, B]',
    'ports: [80, "80:80", {target: "80", published: 8080, x-a: 1}]',
    'volumes: [a:/b, {type: tmpfs, target: /x, tmpfs: {size: 5m, mode: 0700}}]',
    'networks: {default: null}',
    'build: {ssh: [default], ulimits: {nofile: {soft: 1, hard: "2"}}, no_cache_filter: a}',
    'pre_start: [{command: a, image: b, per_replica: true}]',
    'gpus: all',
    'pull_policy: every_12h',
    'extends: {service: b, unknown: 1}',
    'x-anything: [2001-01-01, {a: b}]',
    'labels: {__proto__: a, constructor: b}',
    'secrets: [a, {source: b, mode: 0440, uid: "1"}]',
  ])('%s', (line) => {
    expect(check(service(line))).toEqual([])
  })

  test('at the top level', () => {
    const yaml =
      'version: "3"\nname: ""\ninclude: [a, {path: [b]}]\nnetworks: {n: null, "n n": {ipam: {options: {a: b}}}}\nx-a: 1\n'
    expect(check(yaml)).toEqual([])
  })
})

test('all mistakes of a document are reported together', () => {
  const found = check('services:\n  a:\n    prots: []\n    tty: [1]\n  b:\n    build: {contxt: .}\nvolume: {}\n')
  expect(found.map((d) => d.message.split(' ')[0])).toHaveLength(4)
})

test('a value of a variable never reaches a message', () => {
  const found = check(service('depends_on: {b: {condition: $SECRET}}\n    pull_policy: $SECRET\n    ports: $SECRET'))
  expect(found).toHaveLength(3)
  expect(JSON.stringify(found.map((d) => [d.message, d.fix]))).not.toContain('hunter2')
})

test('a literal of a key that looks secret is not repeated', () => {
  const found = check(service('environment: {DB_PASSWORD: 2001-01-01}'))
  expect(found.map((d) => `${d.message}${d.fix}`).join()).not.toContain('2001')
})

test('a mistake in a shared anchor is reported once', () => {
  expect(check('x-a: &a {image: 5}\nservices: {a: *a, b: *a}\n')).toHaveLength(1)
})

test('the schema describes every key and closes every object of the specification', () => {
  interface Schema {
    readonly description?: string
    readonly properties?: Record<string, Schema>
    readonly patternProperties?: Record<string, Schema>
    readonly definitions?: Record<string, Schema>
    readonly items?: Schema
  }
  const bare: string[] = []
  const visit = (schema: Schema, path: string): void => {
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      if (value.description === undefined) bare.push(`${path}.${key}`)
      visit(value, `${path}.${key}`)
    }
    // docker compose 2.40.3 refuses `x-` in blkio_config and in entries of env_file.
    const open = schema.patternProperties?.['^x-'] !== undefined || /^blkio|^service\.env_file\[\]$/.test(path)
    if (schema.properties !== undefined && !open) bare.push(`${path} x-`)
    for (const value of Object.values(schema.patternProperties ?? {})) visit(value, `${path}.*`)
    if (schema.items !== undefined) visit(schema.items, `${path}[]`)
    for (const [name, value] of Object.entries(schema.definitions ?? {})) visit(value, name)
  }
  visit(JSON.parse(readFileSync('schema/compose.schema.json', 'utf8')) as Schema, '')
  expect(bare).toEqual([])
})
