import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLineSplitter } from '../../src/run/logs/lines.ts'

const cases: readonly {
  readonly name: string
  readonly chunks: readonly string[]
  readonly lines: readonly string[]
}[] = [
  { name: 'a line', chunks: ['a\n'], lines: ['a'] },
  { name: 'a last line without an end', chunks: ['a\nb'], lines: ['a', 'b'] },
  { name: 'empty lines', chunks: ['\n\na\n'], lines: ['', '', 'a'] },
  { name: 'a line in pieces', chunks: ['a', 'b', 'c\nd', '\n'], lines: ['abc', 'd'] },
  { name: 'the line ends of a terminal', chunks: ['a\r\nb\r\n'], lines: ['a', 'b'] },
  { name: 'a line end cut in two', chunks: ['a\r', '\nb\r', '\n'], lines: ['a', 'b'] },
  { name: 'a progress bar', chunks: ['10%\r20%\rdone\n'], lines: ['10%', '20%', 'done'] },
  { name: 'nothing', chunks: [], lines: [] },
]

describe('lines of a stream', () => {
  test.each(cases)('$name', ({ chunks, lines }) => {
    const splitter = createLineSplitter()
    const seen = chunks.flatMap((chunk) => splitter.push(Buffer.from(chunk)))
    expect([...seen, ...splitter.end()]).toEqual(lines)
  })

  test('do not depend on where the bytes are cut', () => {
    // oxlint-disable-next-line no-control-regex
    const text = fc.stringMatching(/^[a-zé€😀\r\n\x1b[0-9m]{0,40}$/u)
    fc.assert(
      fc.property(text, fc.array(fc.nat(60), { maxLength: 8 }), (all, cuts) => {
        const bytes = Buffer.from(all)
        const whole = createLineSplitter()
        const expected = [...whole.push(bytes), ...whole.end()]
        const parts = createLineSplitter()
        const places = [0, ...cuts.map((c) => Math.min(c, bytes.length)).toSorted((a, b) => a - b), bytes.length]
        const seen = places.slice(1).flatMap((to, i) => parts.push(bytes.subarray(places[i], to)))
        expect([...seen, ...parts.end()]).toEqual(expected)
      }),
    )
  })
})
