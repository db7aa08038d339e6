import { describe, expect, it } from 'vitest'
import { goFloat, readInteger, string } from '../../src/attributes/kinds/scalars.ts'
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
