import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closed, harmless, harmlessJson, plainText, readsCommands, visible } from '../../src/render/visible.ts'
import { createLineSplitter } from '../../src/run/logs/lines.ts'

const cases: readonly { readonly name: string; readonly from: string; readonly to: string }[] = [
  { name: 'plain text', from: 'hello wörld €😀', to: 'hello wörld €😀' },
  { name: 'a tab', from: 'a\tb', to: 'a\tb' },
  {
    name: 'colours',
    from: '\x1b[1;31mred\x1b[0m \x1b[38:2::1:2:3mx\x1b[m',
    to: '\x1b[1;31mred\x1b[0m \x1b[38:2::1:2:3mx\x1b[m',
  },
  { name: 'cursor movements', from: '\x1b[2A\x1b[K\x1b[H', to: '\\x1b[2A\\x1b[K\\x1b[H' },
  { name: 'private modes that end in m', from: '\x1b[>4;2m\x1b[?1m', to: '\\x1b[>4;2m\\x1b[?1m' },
  { name: 'a window title', from: '\x1b]0;pwned\x07', to: '\\x1b]0;pwned\\x07' },
  { name: 'a link', from: '\x1b]8;;http://x\x1b\\y', to: '\\x1b]8;;http://x\\x1b\\y' },
  { name: 'the clipboard', from: '\x1b]52;c;eA==\x07', to: '\\x1b]52;c;eA==\\x07' },
  { name: 'a device string', from: '\x1bPq\x1b\\', to: '\\x1bPq\\x1b\\' },
  { name: 'C1 controls', from: '\x9b2J\x9d0;t\x9c', to: '\\x9b2J\\x9d0;t\\x9c' },
  { name: 'backspaces and deletes', from: 'a\bb\x7f\0', to: 'a\\x08b\\x7f\\x00' },
  { name: 'separators of lines', from: 'a\u2028b\u2029c\x0bd\x0ce\x85f', to: 'a\\u2028b\\u2029c\\x0bd\\x0ce\\x85f' },
  { name: 'reordering', from: 'a\u202eb\u2066c\u200fd', to: 'a\\u202eb\\u2066c\\u200fd' },
  { name: 'an unfinished colour', from: '\x1b[31', to: '\\x1b[31' },
]

// oxlint-disable no-control-regex
// What a terminal may be sent: printable text, tabs, and complete colours.
const safe = /^(?:[^\0-\x08\x0a-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\x1b\[[\d;:]*m)*$/u

describe('foreign text', () => {
  test.each(cases)('$name', ({ from, to }) => {
    expect(visible(from)).toBe(to)
  })

  test('is safe whatever its bytes are and wherever they are cut', () => {
    const nasty = fc.oneof(
      fc.uint8Array({ maxLength: 6 }),
      fc.constantFrom(
        ...['\x1b', '[31m', '\x1b[0m', '\r', '\n', '\x9b', '\xc2', 'web-1  | ', '\u202e', '😀'].map((text) =>
          Buffer.from(text, text === '\xc2' ? 'latin1' : 'utf8'),
        ),
      ),
    )
    fc.assert(
      fc.property(fc.array(nasty, { maxLength: 30 }), (chunks) => {
        const whole = createLineSplitter()
        const expected = [...whole.push(Buffer.concat(chunks)), ...whole.end()].map(visible)
        const parts = createLineSplitter()
        const seen = [...chunks.flatMap((chunk) => parts.push(chunk)), ...parts.end()].map(visible)
        expect(seen).toEqual(expected)
        for (const line of seen) expect(line).toMatch(safe)
      }),
    )
  })

  test('loses its colours where they do not belong', () => {
    expect(plainText('\x1b[31mred\x1b[0m\x1b[K')).toBe('red\\x1b[K')
  })

  test.each([
    ['no colour', 'no colour'],
    ['\x1b[31mred\x1b[0m', '\x1b[31mred\x1b[0m'],
    ['\x1b[31mred\x1b[m', '\x1b[31mred\x1b[m'],
    ['\x1b[31mred', '\x1b[31mred\x1b[0m'],
  ])('%j ends without an open colour', (from, to) => {
    expect(closed(from)).toBe(to)
  })
})

describe('commands to a CI system', () => {
  test.each([
    ['::add-mask::x', ':\\:add-mask::x'],
    ['  ::error file=a::b', '  :\\:error file=a::b'],
    ['std::vector<int>', 'std::vector<int>'],
    ['##[group]x', '#\\#[group]x'],
    ['a ##vso[task.setvariable]b', 'a #\\#vso[task.setvariable]b'],
    ["##teamcity[x name='y']", "#\\#teamcity[x name='y']"],
    ['## heading', '## heading'],
    ['first\n\t ::stop-commands::tok\n##[error]x', 'first\n\t :\\:stop-commands::tok\n#\\#[error]x'],
    ['\u2003\u0085::error::x', '\u2003\u0085:\\:error::x'],
    ['\xe2\x80\x83::error::x', '\xe2\x80\x83:\\:error::x'],
  ])('%j is broken into %j', (from, to) => {
    expect(harmless(from)).toBe(to)
  })

  test('are broken in JSON so that it says the same', () => {
    const json = JSON.stringify({ text: '##[error]x \n::y:: ### \\##vso[z]' })
    expect(harmlessJson(json)).not.toMatch(/##(?:vso)?\[/)
    expect(JSON.parse(harmlessJson(json))).toEqual(JSON.parse(json))
  })

  test('are looked for only where somebody reads them', () => {
    expect(readsCommands(new Map([['GITHUB_ACTIONS', 'true']]))).toBe(true)
    expect(readsCommands(new Map([['CI', 'true']]))).toBe(false)
  })
})
