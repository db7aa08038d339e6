import { describe, expect, test } from 'vitest'
import { createReport, type Diagnostic } from '../../src/source/diagnostic.ts'
import { lineColumn, sourceFile } from '../../src/source/file.ts'
import { child, type Node, nodeAt } from '../../src/source/node.ts'
import { parseYaml } from '../../src/source/parse.ts'

interface Parsed {
  readonly documents: readonly Node[]
  readonly diagnostics: readonly Diagnostic[]
}

function parse(yaml: string): Parsed {
  const report = createReport()
  return { documents: parseYaml(sourceFile('/p/compose.yaml', yaml), report), diagnostics: report.diagnostics }
}

function place(diagnostic: Diagnostic | undefined): string {
  if (diagnostic?.at === undefined) return 'nowhere'
  const { line, column } = lineColumn(diagnostic.at.file, diagnostic.at.start)
  return `${line}:${column}`
}

describe('the type and value of a scalar are those that go-yaml v3 sees', () => {
  const table: [yaml: string, type: string, value: unknown][] = [
    ['yes', 'string', 'yes'],
    ['on', 'string', 'on'],
    ['TRUE', 'bool', true],
    ['False', 'bool', false],
    ['tRUE', 'string', 'tRUE'],
    ['~', 'null', null],
    ['', 'null', null],
    ['012', 'int', 10],
    ['0o12', 'int', 10],
    ['0O17', 'int', 15],
    ['09', 'float', 9],
    ['0x10', 'int', 16],
    ['0b11', 'int', 3],
    ['-0b11', 'int', -3],
    ['+12', 'int', 12],
    ['1_000', 'int', 1000],
    ['0x_1F', 'int', 31],
    ['18446744073709551615', 'int', 18446744073709551615n],
    ['18446744073709551616', 'float', 18446744073709551616],
    ['1e3', 'float', 1000],
    ['1e999', 'string', '1e999'],
    ['1.50', 'float', 1.5],
    ['-.5', 'float', -0.5],
    ['.inf', 'float', Infinity],
    ['22:22', 'string', '22:22'],
    ['1.2.3', 'string', '1.2.3'],
    ['2001-01-01', 'timestamp', '2001-01-01'],
    ['2001-1-1 1:2:3', 'timestamp', '2001-1-1 1:2:3'],
    ['2001-02-30', 'string', '2001-02-30'],
    ['"12"', 'string', '12'],
    ["'~'", 'string', '~'],
    ['|-\n  12', 'string', '12'],
    ['!!str 12', 'string', '12'],
    ['!!int "12"', 'int', 12],
    ['!!float 1', 'float', 1],
    ['!!binary aGVsbG8=', 'string', 'hello'],
    ['!!null ""', 'null', null],
    ['! 12', 'int', 12],
    ['!unknown 12', 'string', '12'],
    ["'a \u2028  b'", 'string', 'a\u2028b'],
    ['"a \u2028 \u2029  b"', 'string', 'a\u2028\u2029b'],
    [String.raw`"a \L  b"`, 'string', 'a \u2028  b'],
  ]
  test.each(table)('%s is %s %s', (yaml, type, value) => {
    const { documents, diagnostics } = parse(`a: ${yaml}\n`)
    expect(diagnostics).toEqual([])
    expect(child(documents[0], 'a')).toMatchObject({ kind: 'scalar', type, value })
  })
})

describe('a mistake is reported once, at its place, in words that name the cause', () => {
  const table: [name: string, yaml: string, kind: string, place: string, words: string][] = [
    ['tab', 'a:\n\tb: c\n', 'yaml-syntax', '2:1', 'tab'],
    ['tab after spaces', 'a:\n  \tb: c\n', 'yaml-syntax', '2:3', 'tab'],
    ['no colon', 'services:\n  web\n    image: x\n', 'yaml-syntax', '2:3', 'line 2'],
    ['wrong indentation', 'a:\n    b: c\n  d: e\n', 'yaml-syntax', '3:3', 'indentation'],
    ['a key among items', 'a:\n  - b\n  c: d\n', 'yaml-syntax', '3:3', 'same column'],
    ['two colons', 'a: b: c\n', 'yaml-syntax', '1:4', 'mapping values'],
    ['open brace', 'a:\n  b: {c: d\n  e: f\n', 'yaml-syntax', '2:6', 'never closed'],
    ['open bracket', 'a: [b, c\n', 'yaml-syntax', '1:4', 'never closed'],
    ['stray bracket', 'a: ]\n', 'yaml-syntax', '1:4', 'closes nothing'],
    ['open quote', 'a:\n  b: "c\n  d: e\n', 'yaml-syntax', '2:6', 'quote'],
    ['text after a quote', "a: 'it's'\n", 'yaml-syntax', '1:8', 'ended'],
    ['bad escape', 'a: "\\q"\n', 'yaml-syntax', '1:5', 'escape'],
    ['at sign', 'a: @b\n', 'yaml-syntax', '1:4', '@'],
    ['control character', 'a: b\u0001\n', 'yaml-syntax', '1:5', 'control characters'],
    ['duplicate key', 'a:\n  b: 1\n  b: 2\n', 'duplicate-key', '3:3', '"b" already defined at line 2'],
    ['two merge keys', 'x: &x {}\na:\n  <<: *x\n  <<: *x\n', 'duplicate-key', '4:3', '<<'],
    ['unknown alias', 'a: *b\n', 'unknown-alias', '1:4', "'b'"],
    ['alias cycle', 'a: &a {b: *a}\n', 'unknown-alias', '1:11', 'cycle'],
    ['merge of a scalar', 'a: {<<: 12}\n', 'yaml-syntax', '1:5', 'merge'],
    ['merge of an unknown alias', 'a: {<<: *b}\n', 'unknown-alias', '1:9', "'b'"],
    ['number as key', 'a:\n  - b:\n      1: x\n', 'non-string-key', '3:7', 'non-string key in a[0].b: 1'],
    ['boolean as key', 'TRUE: x\n', 'non-string-key', '1:1', 'the top level: TRUE'],
    ['list as key', '[a]: x\n', 'non-string-key', '1:1', 'invalid map key'],
    ['template', 'a: {{ x }}\n', 'non-string-key', '1:5', 'invalid map key'],
    ['wrong tag', 'a: !!int b\n', 'invalid-value', '1:10', '!!int'],
    ['empty document', 'a: b\n---\n', 'wrong-type', '2:1', 'top-level object must be a mapping'],
  ]
  test.each(table)('%s', (...[, yaml, kind, expected, words]) => {
    const { diagnostics } = parse(yaml)
    expect(diagnostics.map((d) => d.kind)).toEqual([kind])
    expect(diagnostics[0]?.message).toContain(words)
    expect(place(diagnostics[0])).toBe(expected)
  })
})

test('a duplicate key notes where the first one stands', () => {
  const { diagnostics } = parse('a: 1\na: 2\n')
  expect(diagnostics[0]?.notes.map((note) => note.at?.start)).toEqual([0])
})

test('positions are those of the value, in files with CRLF and a byte order mark as well', () => {
  const { documents } = parse('\ufeffa:\r\n  b: "c d"\r\n')
  const node = nodeAt(documents[0] as Node, ['a', 'b'])
  expect(node).toMatchObject({ value: 'c d' })
  expect(node?.at.file.text.slice(node.at.start, node.at.end)).toBe('"c d"')
})

test('an alias is the very node of its anchor', () => {
  const { documents } = parse('a: &x {k: v}\nb: *x\n')
  expect(child(documents[0], 'b')).toBe(child(documents[0], 'a'))
})

test('an alias refers to the latest anchor of its name', () => {
  const { documents } = parse('a: &x 1\nb: *x\nc: &x 2\nd: *x\n')
  expect([child(documents[0], 'b'), child(documents[0], 'd')]).toMatchObject([{ value: 1 }, { value: 2 }])
})

test('own keys win over merged ones, and earlier mappings of a merge list over later ones', () => {
  const { documents } = parse('m:\n  a: own\n  <<: [{a: 1, b: 1}, {b: 2, c: 2}]\n')
  const values = ['a', 'b', 'c'].map((key) => nodeAt(documents[0] as Node, ['m', key]))
  expect(values).toMatchObject([{ value: 'own' }, { value: 1 }, { value: 2 }])
  expect(child(child(documents[0], 'm'), '<<')).toBeUndefined()
})

test('a quoted << is an ordinary key', () => {
  const { documents } = parse('a: {"<<": {b: 1}}\n')
  expect(nodeAt(documents[0] as Node, ['a', '<<', 'b'])).toMatchObject({ value: 1 })
})

test('!reset and !override are carried by the node; a scalar that overrides is a text', () => {
  const { documents } = parse('a: !reset null\nb: !override [1]\nc: !reset {}\nd: !override 012\n')
  const nodes = ['a', 'b', 'c', 'd'].map((key) => child(documents[0], key))
  expect(nodes).toMatchObject([
    { tag: 'reset', value: null },
    { tag: 'override', kind: 'seq' },
    { tag: 'reset', kind: 'map' },
    { tag: 'override', type: 'string', value: '012' },
  ])
})

test('each document of a file is a tree of its own', () => {
  const { documents } = parse('a: &x 1\n---\nb: 2\n')
  expect(documents.map((document) => document.kind === 'map' && [...document.entries.keys()])).toEqual([['a'], ['b']])
})

test('names of built-in properties are ordinary keys', () => {
  const { documents } = parse('__proto__: 1\nconstructor: 2\n')
  expect(child(documents[0], '__proto__')).toMatchObject({ value: 1 })
  expect(({} as { constructor: unknown }).constructor).toBe(Object)
})

test.each([
  ['', []],
  ['# only a comment\n', []],
  ['---\n', []],
])('%j holds no document', (yaml, documents) => {
  expect(parse(yaml)).toEqual({ documents, diagnostics: [] })
})
