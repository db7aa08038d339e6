import { describe, expect, it } from 'vitest'
import { bytes } from '../../src/attributes/grammar/bytes.ts'
import type { Attribute } from '../../src/attributes/kinds/attribute.ts'
import { count, goFloat, integer, readInteger, string, unsigned } from '../../src/attributes/kinds/scalars.ts'
import { createReport } from '../../src/source/diagnostic.ts'
import { run, scopeOf } from './helper.ts'

describe('floats in the place of a text', () => {
  it.each([
    [1.5, '1.5'],
    [1, '1'],
    [1e5, '100000'],
    [1e6, '1e+06'],
    [1234567.5, '1.2345675e+06'],
    [1e20, '1e+20'],
    [-1e21, '-1e+21'],
    [1e100, '1e+100'],
    [0.0001, '0.0001'],
    [0.00001, '1e-05'],
    [0.000012345, '1.2345e-05'],
    [-0, '-0'],
    [0, '0'],
    [Number.NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
  ])('%d is %s, as Go prints it', (value, text) => {
    expect(goFloat(value)).toBe(text)
  })
})

describe('scalars in the place of a text', () => {
  it.each([
    ['1.10', '1.1'],
    ['1e3', '1000'],
    ['017', '15'],
    ['0x10', '16'],
    ['true', 'true'],
    ['yes', 'yes'],
    ['18446744073709551615', '18446744073709551615'],
    ['12345678901234567890123', '1.2345678901234568e+22'],
  ])('%s is %s', (yaml, text) => {
    expect(run(string(), yaml).json).toBe(text)
  })
})

describe('whole numbers beyond 2^53', () => {
  it.each([
    [integer(), '9007199254740993', 9007199254740993n],
    [integer(), '"9007199254740993"', 9007199254740993n],
    [integer(), '"+9007199254740991"', 9007199254740991],
    [integer(), '-9223372036854775808', -9223372036854775808n],
    [count(), '9223372036854775807', 9223372036854775807n],
    [count(unsigned), '18446744073709551615', 18446744073709551615n],
    [bytes(), '9223372036854775807', '9223372036854775807'],
    // A text is read as a float (2.40.3).
    [bytes(), '"9007199254740993"', '9007199254740992'],
    [bytes(), '8191p', '9222246136947933184'],
  ])('keep their digits (%#)', (attribute, yaml, shown) => {
    const { json, errors } = run(attribute as Attribute<unknown>, yaml)
    expect({ json, errors }).toEqual({ json: shown, errors: [] })
  })

  it.each([
    [integer(), '9223372036854775808'],
    [integer(), '"9223372036854775808"'],
    [count(unsigned), '-1'],
    [bytes(), '9223372036854775808'],
  ])('are refused where they are too large (%#)', (attribute, yaml) => {
    expect(run(attribute as Attribute<unknown>, yaml).errors).toHaveLength(1)
  })
})

describe('a report', () => {
  it('shows what was written and never what a variable held', () => {
    const file = { path: '/c.yaml', text: 'cpus: ${CPUS}', lineStarts: [0] }
    const via = { kind: 'variable', raw: '${CPUS}', names: ['CPUS'] } as const
    const at = { file, start: 6, end: 13, via }
    const report = createReport()
    readInteger({ kind: 'scalar', type: 'string', value: 'hunter2', at }, scopeOf(report))
    expect(report.diagnostics.map(({ message }) => message)).toEqual(['x must be a whole number, not `${CPUS}`'])
  })

  it('shows the text of the file where a value came through other files', () => {
    const file = { path: '/c.yaml', text: 'cpus: ${CPUS}', lineStarts: [0] }
    const at = { file, start: 6, end: 13, via: { kind: 'extends', at: { file, start: 0, end: 4 } } } as const
    const report = createReport()
    readInteger({ kind: 'scalar', type: 'string', value: 'hunter2', at }, scopeOf(report))
    expect(JSON.stringify(report.diagnostics.map(({ message, fix }) => [message, fix]))).not.toContain('hunter2')
  })
})
