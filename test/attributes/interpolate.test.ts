import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { interpolate, variablesOf } from '../../src/attributes/grammar/interpolate.ts'
import { createReport, type Diagnostic } from '../../src/source/diagnostic.ts'
import { sourceFile } from '../../src/source/file.ts'
import { child, type Node, nodeAt } from '../../src/source/node.ts'
import { parseYaml } from '../../src/source/parse.ts'

const variables = new Map([
  ['FOO', 'foo'],
  ['EMPTY', ''],
  ['A', '$FOO'],
])

interface Outcome {
  readonly node: Node
  readonly diagnostics: readonly Diagnostic[]
}

function run(yaml: string): Outcome {
  const report = createReport()
  const [document] = parseYaml(sourceFile('/p/compose.yaml', yaml), report)
  if (document === undefined) throw new Error('no document')
  return { node: interpolate(document, variables, report), diagnostics: report.diagnostics }
}

function fill(template: string): unknown {
  const { node, diagnostics } = run(`a: ${JSON.stringify(template)}\n`)
  const errors = diagnostics.filter((d) => d.severity === 'error')
  const value = child(node, 'a')
  return errors.length > 0 || value?.kind !== 'scalar' ? errors.map((d) => d.kind).join() : value.value
}

test.each([
  ['$FOO', 'foo'],
  ['${FOO}', 'foo'],
  ['$FOO-bar', 'foo-bar'],
  ['a${FOO}${FOO}b', 'afoofoob'],
  ['$A', '$FOO'],
  ['${NOPE}', ''],
  ['${NOPE:-d}', 'd'],
  ['${EMPTY:-d}', 'd'],
  ['${EMPTY-d}', ''],
  ['${NOPE-d}', 'd'],
  ['${FOO:-d}', 'foo'],
  ['${NOPE:-}', ''],
  ['${FOO:+x}', 'x'],
  ['${EMPTY:+x}', ''],
  ['${EMPTY+x}', 'x'],
  ['${NOPE+x}', ''],
  ['${FOO:?m}', 'foo'],
  ['${EMPTY?m}', ''],
  ['${EMPTY:?m}', 'variable-required'],
  ['${NOPE?m}', 'variable-required'],
  ['${NOPE:?}', 'variable-required'],
  ['${MY-VAR}', 'VAR'],
  ['${NOPE-a:-c}', 'a:-c'],
  ['${NOPE:-a:?b}', 'a:?b'],
  ['${NOPE:-${X:-${FOO}}}', 'foo'],
  ['${NOPE:-a${FOO}b}', 'afoob'],
  ['${FOO:-${MUST:?x}}', 'variable-required'],
  ['${NOPE:+${MUST?x}}', 'variable-required'],
  ['${NOPE:-{"a":{"b":1}}}', '{"a":{"b":1}}'],
  ['${FOO:-{"a":{"b":1}}}', 'foo'],
  ['${NOPE:-a}b}', 'ab}'],
  ['${NOPE:-a{b}', 'a{b'],
  ['${NOPE:-{}} b}', '{}} b'],
  ['${FOO:-{{a}}}', 'foo}'],
  ['{{${FOO}}}', '{{foo}}'],
  ['$$FOO', '$FOO'],
  ['$$$FOO', '$foo'],
  ['$$$${FOO}', '$${FOO}'],
  ['${NOPE:-$$FOO}', '$FOO'],
  ['${NOPE:-$${FOO}}', '${FOO}'],
  ['$1', '$1'],
  ['5$', '5$'],
  ['a $ b', 'a $ b'],
  ['$ä', '$ä'],
  ['$.FOO', '$.FOO'],
  ['${FOO', 'interpolation-syntax'],
  ['${}', 'interpolation-syntax'],
  ['${1A}', 'interpolation-syntax'],
  ['${ FOO }', 'interpolation-syntax'],
  ['${FOO:}', 'interpolation-syntax'],
  ['${FOO:=x}', 'interpolation-syntax'],
  ['${FOO/a/b}', 'interpolation-syntax'],
  ['${FOO!x}', 'interpolation-syntax'],
  ['${{FOO}}', 'interpolation-syntax'],
  ['${NOPE:-${}}', 'interpolation-syntax'],
  ['$$${', 'interpolation-syntax'],
  ['${NOPE:-a\nb}', 'interpolation-syntax'],
])('%j becomes %j', (template, expected) => {
  expect(fill(template)).toBe(expected)
})

describe('an error stands at its dollar', () => {
  const text = (diagnostic: Diagnostic | undefined): string | undefined =>
    diagnostic?.at?.file.text.slice(diagnostic.at.start, diagnostic.at.end)
  test.each([
    ['plain', 'a: x:${B:?}\n', 5],
    ['double quoted', 'a: "x:${B:?}"\n', 6],
    ['single quoted', "a: 'x:${B:?}'\n", 6],
    ['escaped', 'a: "\\t${B:?}"\n', 6],
    ['literal block', 'a: |\n  $FOO\n  x ${B:?}\n', 16],
    ['nested', 'a: ${FOO:-${B:?}}\n', 10],
  ])('%s', (_, yaml, offset) => {
    const { diagnostics } = run(yaml)
    expect(diagnostics.map((d) => [d.kind, d.at?.start])).toEqual([['variable-required', offset]])
    expect(text(diagnostics[0])).toBe('${B')
  })
})

test('errors say what docker compose says, with the path of the value', () => {
  const { diagnostics } = run('services:\n  a:\n    image: ${X:?set it}\n    command: [ok, "${BAD"]\n')
  expect(diagnostics.map((d) => d.message)).toEqual([
    'services.a.image: required variable X is missing a value: set it',
    'invalid interpolation format for services.a.command[1]: `${BAD`',
  ])
})

test('values of variables never reach a message', () => {
  const { diagnostics } = run('a: ${X:?ask $FOO}\nb: ${FOO}${Y?}\nc: $FOO ${\nd: ${PW:=foo}\n')
  expect(diagnostics).toHaveLength(4)
  expect(diagnostics.map((d) => d.message + (d.fix ?? '')).join()).not.toContain('foo')
})

test('an unset variable is warned about once, at its first use', () => {
  const { diagnostics } = run('a: x$NOPE\nb: ${NOPE}\nc: ${OTHER}\n')
  expect(diagnostics.map((d) => [d.kind, d.message, d.at?.start])).toEqual([
    ['variable-unset', 'The "NOPE" variable is not set. Defaulting to a blank string.', 4],
    ['variable-unset', 'The "OTHER" variable is not set. Defaulting to a blank string.', 24],
  ])
})

test('a default that is used does not warn, an unset variable inside it does', () => {
  expect(run('a: ${NOPE:-x}\n').diagnostics).toEqual([])
  expect(run('a: ${FOO:-${NOPE}}\n').diagnostics.map((d) => d.kind)).toEqual(['variable-unset'])
})

test('a template that lacks a required variable stays as written', () => {
  expect(child(run('a: ${FOO:-${MUST:?}}\n').node, 'a')).toMatchObject({ value: '${FOO:-${MUST:?}}' })
})

test('a changed scalar is a string, keeps its range and tells what stood there', () => {
  const { node } = run('a: ${FOO:-${B:-1}}\n')
  expect(child(node, 'a')).toMatchObject({
    type: 'string',
    value: 'foo',
    at: { start: 3, end: 18, via: { kind: 'variable', raw: '${FOO:-${B:-1}}', names: ['FOO', 'B'] } },
  })
})

test('keys and values without a dollar stay the very same nodes', () => {
  const report = createReport()
  const [document] = parseYaml(sourceFile('/p', '$FOO: {a: 1}\nb: $FOO\n'), report) as [Node]
  const done = interpolate(document, variables, report)
  expect(child(done, '$FOO')).toBe(child(document, '$FOO'))
  expect(interpolate(child(document, '$FOO') as Node, variables, report)).toBe(child(document, '$FOO'))
})

test('aliases of one anchor are reported once and stay shared', () => {
  const { node, diagnostics } = run('a: &x {b: "${NOPE:?}", c: $FOO}\nd: *x\n')
  expect(diagnostics).toHaveLength(1)
  expect(child(node, 'd')).toBe(child(node, 'a'))
})

test('tags survive', () => {
  expect(nodeAt(run('a: !override [!reset "$FOO"]\n').node, ['a'])).toMatchObject({ tag: 'override' })
})

test('doubling every dollar is undone by interpolation', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', 'a', ':', '-', '?', ' ') }), (text) => {
      expect(fill(text.replaceAll('$', '$$$$'))).toBe(text)
    }),
  )
})

test('every template ends as a text or as an error, and a text without a dollar is itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('$', '{', '}', 'FOO', 'N', ':', '-', '?', '+', '\n') }), (text) => {
      const filled = fill(text)
      expect(typeof filled).toBe('string')
      if (!text.includes('$')) expect(filled).toBe(text)
    }),
  )
})

test('variables are listed with what their templates ask', () => {
  const [document] = parseYaml(
    sourceFile('/p', 'a: $A ${C:-c} ${E:?e} ${G:+g} ${I:-${J:-j}} ${A:-second} ${K:?${L}}\n'),
    createReport(),
  )
  const uses = variablesOf(document as Node).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  expect(uses).toEqual([
    { name: 'A', required: false, default: 'second', alternate: '' },
    { name: 'C', required: false, default: 'c', alternate: '' },
    { name: 'E', required: true, default: '', alternate: '' },
    { name: 'G', required: false, default: '', alternate: 'g' },
    { name: 'I', required: false, default: '${J:-j}', alternate: '' },
    { name: 'J', required: false, default: 'j', alternate: '' },
    { name: 'K', required: true, default: '', alternate: '' },
  ])
})

test.each([
  ['many on one line', '${FOO:-x}'.repeat(30_000)],
  ['deeply nested', '${A:-'.repeat(50_000) + '}'.repeat(50_000)],
  ['never closed', '${A:-'.repeat(50_000)],
  ['open braces', `\${A:-${'{'.repeat(500_000)}`],
])('a hostile template ends soon: %s', (_, template) => {
  const before = process.threadCpuUsage()
  fill(template)
  // Processor time, which a busy machine does not stretch as it does the time on the clock.
  const { user, system } = process.threadCpuUsage(before)
  expect((user + system) / 1000).toBeLessThan(1000)
})

test('UID and GID, which shells keep to themselves, are said to need an export', () => {
  const fixes = run('a: "${UID}:${GID}"\n').diagnostics.map(({ fix }) => fix)
  expect(fixes).toEqual([expect.stringContaining('`export UID`'), expect.stringContaining('`export GID="$(id -g)"`')])
})
