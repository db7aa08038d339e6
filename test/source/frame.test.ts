import { describe, expect, test } from 'vitest'
import type { Diagnostic } from '../../src/source/diagnostic.ts'
import { sourceFile } from '../../src/source/file.ts'
import { byPlace, formatDiagnostic } from '../../src/source/frame.ts'
import type { Origin } from '../../src/source/node.ts'

function origin(text: string, marked: string, path = '/p/compose.yaml'): Origin {
  const start = text.indexOf(marked)
  return { file: sourceFile(path, text), start, end: start + marked.length }
}

function unknownKey(at: Origin | undefined, more: Partial<Diagnostic> = {}): Diagnostic {
  const base = {
    severity: 'error',
    kind: 'unknown-key',
    message: 'services.web has no key `depend_on`',
    notes: [],
  } as const
  return at === undefined ? { ...base, ...more } : { ...base, at, ...more }
}

const options = { cwd: '/p' }
const yaml = 'services:\n  web:\n    depend_on: [db]\n'

test('a diagnostic shows place, code, message, line, carets and fix', () => {
  const text = formatDiagnostic(unknownKey(origin(yaml, 'depend_on'), { fix: 'did you mean `depends_on`?' }), options)
  expect(text).toMatchInlineSnapshot(`
    "compose.yaml:3:5: error[E020]: services.web has no key \`depend_on\`
      3 |     depend_on: [db]
        |     ^^^^^^^^^
      fix: did you mean \`depends_on\`?"
  `)
})

test('notes and the way of a value are told with their places', () => {
  const inner = origin(yaml, 'web')
  const at: Origin = {
    ...origin('a: b\n', 'b', '/p/base.yaml'),
    via: { kind: 'extends', at: { ...inner, via: { kind: 'include', at: origin(yaml, 'services', '/q/outer.yaml') } } },
  }
  const text = formatDiagnostic(unknownKey(at, { notes: [{ message: 'first defined here', at: inner }] }), options)
  expect(text).toMatchInlineSnapshot(`
    "base.yaml:1:4: error[E020]: services.web has no key \`depend_on\`
      1 | a: b
        |    ^
      from extends at compose.yaml:2:3
      included at /q/outer.yaml:1:1
      note: first defined here (compose.yaml:2:3)
      2 |   web:
        |   ^^^"
  `)
})

test('a value of a variable is told by name, never by its expression', () => {
  const at: Origin = { ...origin(yaml, 'db'), via: { kind: 'variable', raw: '${PW:-hunter2}', names: ['PW'] } }
  const text = formatDiagnostic(unknownKey(at), options)
  expect(text).toContain('value of ${PW}')
  expect(text).not.toContain('hunter2')
})

test('a diagnostic without a place is one line', () => {
  expect(formatDiagnostic(unknownKey(undefined), options)).toBe('error[E020]: services.web has no key `depend_on`')
})

describe('lines are shown of files of the project only', () => {
  test.each([
    ['/p/compose.yaml', true],
    ['/p/sub/x.yaml', true],
    ['/etc/passwd', false],
    ['/p/../etc/passwd', false],
    ['/pq/compose.yaml', false],
    ['-', true],
  ])('%s: %s', (path, shown) => {
    const text = formatDiagnostic(unknownKey(origin('root:x:0:0\n', 'root', path)), { cwd: '/', directory: '/p' })
    expect(text.includes('root:x')).toBe(shown)
  })

  test('without any folder none is', () => {
    expect(formatDiagnostic(unknownKey(origin(yaml, 'db')))).not.toContain('[db]')
  })
})

describe('a value that looks secret is masked', () => {
  test.each([
    'POSTGRES_PASSWORD: hunter2',
    'POSTGRES_PASSWORD: "hunter2"',
    "  - DB_PASSWORD='hunter2'",
    '- "API_TOKEN=hunter2"',
    'environment: {A: 1, APP_SECRET: hunter2, B: 2}',
    'SECRET_KEY=hunter2',
    'api-key: hunter2',
    'key: hunter2',
    'dbPassword: hunter2',
    'PW: ${DB_PASSWORD:-hunter2}',
    'DB_PASSWORD: ${PW:-hunter2}',
    'DB_PASSWORD: ${PW-hunter2}',
    'url: postgres://user:hunter2@db/x',
    'x: &p {password: hunter2',
    'password: a hunter2',
    'PASSWORD: |\n  hunter2',
    'PASSWORD: >-\n  some\n\n  hunter2',
    'PASSWORD: "some\n  hunter2"',
  ])('%j', (text) => {
    const last = text.lastIndexOf('hunter2')
    for (const start of [last, Math.max(0, text.lastIndexOf('\n'))]) {
      const at = { file: sourceFile('/p/compose.yaml', text), start, end: start + 3 }
      expect(formatDiagnostic(unknownKey(at), options)).not.toContain('hunter2')
    }
  })

  test.each([
    'secrets: [db_password]',
    'image: web',
    'DB_PASSWORD: ${DB_PASSWORD}',
    'credential_spec: {file: x}',
    'keyboard: de',
  ])('%s stays as it is', (text) => {
    const at = { file: sourceFile('/p/compose.yaml', text), start: 0, end: 1 }
    expect(formatDiagnostic(unknownKey(at), options)).toContain(text)
  })

  test('and the carets stand under the mask', () => {
    const text = formatDiagnostic(unknownKey(origin('a: {password: hunter2, b: c}', 'hunter2')), options)
    expect(text.split('\n').slice(1)).toEqual([
      '  1 | a: {password: ***, b: c}',
      '    |              ^^^'.replace('  ^', '   ^'),
    ])
  })
})

test('control characters and bidirectional overrides are shown harmlessly, in lines, messages and paths', () => {
  const evil = '\u001b]0;x\u0007\u202e\u009b31m'
  const at = origin(`a: b ${evil}\n`, 'b', `/p/${evil}`)
  const text = formatDiagnostic(unknownKey(at, { message: evil, fix: evil, notes: [{ message: evil }] }), options)
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  expect(text).toContain('\\x1b]0;x\\x07\\u202e')
})

test('a long line is cut around the carets', () => {
  const line = `a: ${'x'.repeat(300)} HERE ${'y'.repeat(300)}`
  const [, shown = '', carets = ''] = formatDiagnostic(unknownKey(origin(line, 'HERE')), options).split('\n')
  expect(shown.length).toBeLessThanOrEqual(106)
  expect(shown.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE')
})

test.each([
  ['services: {日本: HERE}', '  1 | services: {日本: HERE}', '    |                  ^^^^'],
  ['a\tb: HERE', '  1 | a  b: HERE', '    |       ^^^^'],
  ['e\u0301te\u0301: HERE', '  1 | e\u0301te\u0301: HERE', '    |      ^^^^'],
  ['🐳: HERE', '  1 | 🐳: HERE', '    |     ^^^^'],
])('carets stand below what they mark in a terminal: %j', (line, shown, carets) => {
  expect(
    formatDiagnostic(unknownKey(origin(line, 'HERE')), options)
      .split('\n')
      .slice(1),
  ).toEqual([shown, carets])
})

test('the lines of all places of a diagnostic are aligned', () => {
  const text = `a: 1${'\n'.repeat(99)}b: 2\n`
  const notes = [{ message: 'the other', at: origin(text, 'a') }]
  expect(
    formatDiagnostic(unknownKey(origin(text, 'b'), { notes }), options)
      .split('\n')
      .slice(1),
  ).toEqual(['  100 | b: 2', '      | ^', '  note: the other (compose.yaml:1:1)', '    1 | a: 1', '      | ^'])
})

test('a link in the project shows nothing of what lies outside', () => {
  const realPath = (path: string): string => path.replace('/p/link', '/etc/shadow')
  const shown = (path: string): string =>
    formatDiagnostic(unknownKey(origin('root:x:0:0\n', 'root', path)), { directory: '/p', realPath })
  expect(shown('/p/link')).not.toContain('x:0')
  expect(shown('/p/file')).toContain('x:0')
})

test('a file that the user named is shown wherever it lies', () => {
  const shown = { directory: '/p', given: ['/shared/base.yaml'] }
  expect(formatDiagnostic(unknownKey(origin(yaml, 'db', '/shared/base.yaml')), shown)).toContain('depend_on: [db]')
  expect(formatDiagnostic(unknownKey(origin(yaml, 'db', '/shared/other.yaml')), shown)).not.toContain('[db]')
})

test('colours come on request only', () => {
  expect(formatDiagnostic(unknownKey(origin(yaml, 'db')), options)).not.toContain('\u001b')
  expect(formatDiagnostic(unknownKey(origin(yaml, 'db')), { ...options, color: 'always' })).toContain(
    '\u001b[1;31merror[E020]:',
  )
})

test('diagnostics are ordered by file and place, and each is shown once', () => {
  const file = sourceFile('/p/a.yaml', 'abc')
  const other = sourceFile('/p/b.yaml', 'abc')
  const at = (of: typeof file, start: number): Diagnostic => unknownKey({ file: of, start, end: start + 1 })
  const sorted = byPlace([at(file, 2), unknownKey(undefined), at(other, 0), at(file, 0), at(file, 2)])
  expect(sorted.map((d) => `${d.at?.file.path ?? '-'}:${d.at?.start ?? '-'}`)).toEqual([
    '/p/a.yaml:0',
    '/p/a.yaml:2',
    '/p/b.yaml:0',
    '-:-',
  ])
})
