import { describe, expect, test } from 'vitest'
import { createDetachScanner, parseDetachKeys } from '../../src/run/detach-keys.ts'

describe('detach keys', () => {
  test.each([
    { text: 'ctrl-p,ctrl-q', bytes: [16, 17] },
    { text: 'ctrl-@', bytes: [0] },
    { text: 'ctrl-[,ctrl-\\,ctrl-],ctrl-^,ctrl-_', bytes: [27, 28, 29, 30, 31] },
    { text: 'a,Z,1', bytes: [97, 90, 49] },
  ])('$text are the bytes $bytes', ({ text, bytes }) => {
    expect([...parseDetachKeys(text)]).toEqual(bytes)
  })

  test.each(['ctrl-1', 'foo', 'a,,b', 'ctrl-P', ''])('%j are none', (text) => {
    expect(() => parseDetachKeys(text)).toThrow(/invalid detach keys/)
  })
})

describe('the scanner', () => {
  const typed = (...pieces: string[]): { passed: string; detached: boolean } => {
    const scanner = createDetachScanner(parseDetachKeys('a,b'))
    const results = pieces.map((piece) => scanner.push(Buffer.from(piece)))
    return {
      passed: results.map(({ bytes }) => Buffer.from(bytes).toString()).join(''),
      detached: results.some(({ detached }) => detached),
    }
  }

  test.each([
    { of: 'other keys', pieces: ['xyz'], passed: 'xyz', detached: false },
    { of: 'the sequence', pieces: ['xab'], passed: 'x', detached: true },
    { of: 'the sequence in pieces', pieces: ['a', 'b'], passed: '', detached: true },
    { of: 'a beginning that comes to nothing', pieces: ['a', 'x'], passed: 'ax', detached: false },
    { of: 'a beginning twice', pieces: ['aab'], passed: 'a', detached: true },
    { of: 'a beginning only', pieces: ['xa'], passed: 'x', detached: false },
  ])('passes on $of', ({ pieces, passed, detached }) => {
    expect(typed(...pieces)).toEqual({ passed, detached })
  })
})
