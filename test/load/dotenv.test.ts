import { describe, expect, test } from 'vitest'
import { parseDotenv, parseRaw } from '../../src/load/dotenv.ts'
import { createReport, type Diagnostic } from '../../src/source/diagnostic.ts'
import { lineColumn, sourceFile } from '../../src/source/file.ts'

const shell = new Map([['H', 'host']])

interface Outcome {
  readonly values: Record<string, string>
  readonly diagnostics: readonly Diagnostic[]
}

function read(text: string, format: 'dotenv' | 'raw' = 'dotenv'): Outcome {
  const report = createReport()
  const parse = format === 'raw' ? parseRaw : parseDotenv
  const values = parse(sourceFile('/p/.env', text), (name) => shell.get(name), report)
  return { values: Object.fromEntries(values), diagnostics: report.diagnostics }
}

describe('an env file is read as docker compose reads it', () => {
  test.each<[text: string, values: Record<string, string>]>([
    ['', {}],
    ['# c\n   # d\n\nA=1', { A: '1' }],
    ['\ufeffA=1\r\nB="x"\r\n', { A: '1', B: 'x' }],
    [' A = 1 \n\tB=2\n', { A: '1', B: '2' }],
    ['A=\nB=2\n', { A: '', B: '2' }],
    ['A= # c\nB=a # c\nC=a#c\nD=a\t# c\n', { A: '# c', B: 'a', C: 'a#c', D: 'a\t# c' }],
    ['A: v\nB:v\nC : w\n', { A: 'v', B: 'v', C: 'w' }],
    ['a.b-c[0]=1\n1A=2\nä=3\n', { 'a.b-c[0]': '1', '1A': '2', ä: '3' }],
    ['export A=1\nexport\tB=2\nexport C\nexportD=3\nexport=4\n', { A: '1', B: '2', exportD: '3', export: '4' }],
    ['H\nNOPE\nA=1\nH', { H: 'host', A: '1' }],
    ['A="x" # c\nB=2\n', { A: 'x', B: '2' }],
    ['A="a" B=2 C=3\nD=4\n', { A: 'a', B: '2 C=3', D: '4' }],
    ['A="multi\nline $H"\nB=x\n', { A: 'multi\nline host', B: 'x' }],
    [String.raw`A='a\nb\'c $H'`, { A: String.raw`a\nb'c $H` }],
    [String.raw`A="a\nb\tc\qd\\e\"f\0101\$H"`, { A: 'a\nb\tc\\qd\\e"fA$H' }],
    [String.raw`A="\077 \08 \c \x"`, { A: String.raw`\77 \8 \c \x` }],
    [String.raw`A=\n` + '\n' + String.raw`B=\$H`, { A: '\\n', B: '\\host' }],
    ['A=$H ${H} ${NO:-d}\nB=$A\nA=2\nC=$A\n', { A: '2', B: 'host host d', C: '2' }],
    ['H=file\nA=$H\n', { H: 'file', A: 'host' }],
    ['A=$$H\nB="$$H"\n', { A: '$H', B: '$H' }],
    ["A=it's\nB=1;C=2\n", { A: "it's", B: '1;C=2' }],
    ['A=`touch f` $(touch f)\n', { A: '`touch f` $(touch f)' }],
    ['FOO=\'$\' \nBAZ="$FOO(touch f)"\n', { FOO: '$', BAZ: '$(touch f)' }],
    ['__proto__x=1\n', { __proto__x: '1' }],
  ])('%j', (text, values) => {
    expect(read(text)).toEqual({ values, diagnostics: [] })
  })
})

describe('a mistake carries its line', () => {
  test.each([
    ['A B=1\n', '1:1', 'line 1: key cannot contain a space'],
    ['A="x\ny"\nB C=1\n', '3:1', 'line 3: key cannot contain a space'],
    ['A$=1\n', '1:2', 'line 1: unexpected character "$" in variable name'],
    ['A="x";y=2\n', '1:6', 'line 1: unexpected character ";" in variable name'],
    ['A=1\nB="open\nC=1\n', '2:3', 'line 2: unterminated quoted value'],
    ['A=${NO:?m}\n', '1:3', 'line 1: required variable NO is missing a value: m'],
    ['A=${\n', '1:3', 'line 1: invalid interpolation format'],
  ])('%j', (text, place, message) => {
    const { diagnostics } = read(text)
    expect(diagnostics).toHaveLength(1)
    const at = diagnostics[0]?.at
    const { line, column } = at === undefined ? { line: 0, column: 0 } : lineColumn(at.file, at.start)
    expect([diagnostics[0]?.kind, `${line}:${column}`]).toEqual(['env-file', place])
    expect(diagnostics[0]?.message).toContain(message)
  })
})

test('what stands around a mistake is kept, and every mistake is told', () => {
  const { values } = read('A=1\nB C=2\nD=3\nE F=4\n')
  expect(values).toEqual({ A: '1', D: '3' })
})

test('an unset variable becomes empty and is warned about', () => {
  const { values, diagnostics } = read('A=x$NO\n')
  expect(values).toEqual({ A: 'x' })
  expect(diagnostics.map((d) => [d.severity, d.kind])).toEqual([['warning', 'variable-unset']])
})

test.each([
  ['A=$B\nB=1\n', 'B is set further down in this file: move that line up'],
  ['A="x\n$B"\nexport B=1\n', 'B is set further down in this file: move that line up'],
  ['A=$B\n# B=1\nBB=2\n', 'set B in the shell or in .env, write ${B:-default}, or $B for a literal dollar'],
])('the remedy for a variable that is not set in %j', (text, fix) => {
  expect(read(text).diagnostics.map((d) => d.fix)).toEqual([fix.replace('$B for', '$$$$B for')])
})

test('an error never holds the value', () => {
  const { diagnostics } = read('PW="hunter2\n')
  expect(diagnostics[0]?.message).not.toContain('hunter2')
})

describe('format raw takes each line literally', () => {
  test.each<[text: string, values: Record<string, string>]>([
    ['A=1 \n B="x"\n# c\nH\nNOPE\nC=$H\nD= d\n', { A: '1 ', B: '"x"', H: 'host', C: '$H', D: ' d' }],
    ['\ufeffA=1\r\nB=2\r\n', { A: '1', B: '2' }],
  ])('%j', (text, values) => {
    expect(read(text, 'raw')).toEqual({ values, diagnostics: [] })
  })

  test.each([
    ['A B=1\n', 'line 1: variable contains whitespaces'],
    ['X=1\n=1\n', 'line 2: no variable name'],
  ])('%j is refused', (text, message) => {
    expect(
      read(text, 'raw')
        .diagnostics.map((d) => d.message)
        .join(),
    ).toContain(message)
  })
})
