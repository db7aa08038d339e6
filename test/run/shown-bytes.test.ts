import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createShownBytes, type ShownBytes } from '../../src/run/logs/shown-bytes.ts'

/** What of a text is new, when it comes in pieces of a size. */
function fresh(shown: ShownBytes, text: string, size: number): string {
  const pieces: string[] = []
  for (let at = 0; at < text.length; at += size)
    pieces.push(Buffer.from(shown.fresh(Buffer.from(text.slice(at, at + size)))).toString())
  return pieces.join('')
}

describe('a stream that comes again', () => {
  test('is new from where it broke off', () => {
    const texts = fc.string({ minLength: 0, maxLength: 2000, unit: 'grapheme-ascii' })
    fc.assert(
      fc.property(texts, fc.nat(), fc.integer({ min: 1, max: 700 }), (whole, place, size) => {
        const broken = whole.slice(0, whole.length === 0 ? 0 : place % whole.length)
        const shown = createShownBytes()
        const before = fresh(shown, broken, size)
        shown.again()
        expect(before + fresh(shown, whole, size + 1)).toBe(whole)
        expect(shown.differs()).toBe(false)
      }),
    )
  })

  test('is known to be another when its beginning is gone', () => {
    const lines = Array.from({ length: 100 }, (_, i) => `line ${i}\n`)
    const shown = createShownBytes()
    fresh(shown, lines.slice(0, 60).join(''), 100)
    shown.again()
    fresh(shown, lines.slice(20).join(''), 100)
    expect(shown.differs()).toBe(true)
  })
})
