import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createShownLines } from '../../src/run/logs/shown-lines.ts'

/** A text in pieces of a size, as bytes. */
function pieces(text: string, size: number): readonly Buffer[] {
  return Array.from({ length: Math.ceil(text.length / size) }, (_, i) =>
    Buffer.from(text.slice(i * size, (i + 1) * size)),
  )
}

test('lines that come again are new from where their stream broke off, also within a line', () => {
  const texts = fc.stringMatching(/^[ab\n]{0,60}$/)
  const size = fc.integer({ min: 1, max: 20 })
  const sizes = fc.record({ before: size, after: size })
  fc.assert(
    fc.property(texts, fc.nat(), sizes, (text, place, { before, after }) => {
      const broken = text.slice(0, text.length === 0 ? 0 : place % text.length)
      const shown = createShownLines()
      for (const piece of pieces(broken, before)) shown.add(piece)
      const fresh = pieces(text, after).map((piece) => Buffer.from(shown.fresh(piece)).toString())
      expect(broken + fresh.join('')).toBe(text)
    }),
  )
})

test('a line that comes again longer than it was printed is the same line', () => {
  const shown = createShownLines()
  shown.add(Buffer.from('\xff\xff\nab', 'latin1'))
  expect(Buffer.from(shown.fresh(Buffer.from('\uFFFD\uFFFD\nabc\nnext\n'))).toString()).toBe('c\nnext\n')
})
