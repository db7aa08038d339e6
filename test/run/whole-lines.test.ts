import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createStampReader, lastPiece } from '../../src/run/logs/stamped.ts'
import { createWholeLines, type PartEnd } from '../../src/run/logs/whole-lines.ts'

/** What is handed on of these chunks, and what is left at the end. */
function handed(chunks: readonly string[], partEnd?: PartEnd): { readonly whole: string[]; readonly rest: string[] } {
  const lines = createWholeLines(partEnd)
  const text = ({ data }: { readonly data: Uint8Array }): string => Buffer.from(data).toString('latin1')
  const whole = chunks.flatMap(
    (chunk) => lines.complete({ stream: 'stdout', data: Buffer.from(chunk, 'latin1') }) ?? [],
  )
  return { whole: whole.map(text), rest: lines.rest().map(text) }
}

describe('whole lines', () => {
  test('are handed on as soon as they end, and nothing is lost', () => {
    const chunk = fc.stringMatching(/^[ab\n]{1,9}$/)
    fc.assert(
      fc.property(fc.array(chunk, { maxLength: 9 }), (chunks) => {
        const { whole, rest } = handed(chunks)
        const all = chunks.join('')
        expect(whole.join('')).toBe(all.slice(0, all.lastIndexOf('\n') + 1))
        expect([...whole, ...rest].join('')).toBe(all)
      }),
    )
  })

  test('where no line ever ends, no more than a megabyte is held back', () => {
    const chunk = 'x'.repeat(30_000)
    const { whole, rest } = handed(Array.from({ length: 200 }, () => chunk))
    expect(whole.join('').length + rest.join('').length).toBe(6_000_000)
    expect(rest.join('').length).toBeLessThan(1024 * 1024)
  })

  test('the parts of a line that the engine has cut begin with a time, and have none within', () => {
    const time = '2026-01-02T03:04:05.123456789Z'
    const stored = Array.from({ length: 100 }, () => `${time} ${'x'.repeat(16_384)}`).join('')
    const chunks = stored.match(/.{1,30000}/g) ?? []
    const { whole, rest } = handed([...chunks, 'end\n'], lastPiece)
    expect(whole).toHaveLength(2)
    expect(rest).toEqual([])
    const lines = whole.map((part) => createStampReader()(part))
    expect(lines.map((it) => it.time)).toEqual([time, time])
    expect(lines.map(({ line }) => line.replaceAll('x', ''))).toEqual(['', 'end\n'])
  })
})
