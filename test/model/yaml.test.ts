import { describe, expect, it } from 'vitest'
import { bytewise, compactJson } from '../../src/model/json.ts'
import { naturalOrder } from '../../src/model/natural-order.ts'
import { toYaml } from '../../src/model/yaml.ts'
import type { Plain } from '../../src/plain.ts'

/** Seen in the output of docker compose 2.40.3. */
const scalars: readonly { readonly value: Plain; readonly yaml: string }[] = [
  { value: 'plain', yaml: 'plain' },
  { value: '', yaml: '""' },
  { value: 'yes', yaml: '"yes"' },
  { value: 'n', yaml: '"n"' },
  { value: 'null', yaml: '"null"' },
  { value: '80', yaml: '"80"' },
  { value: '1e3', yaml: '"1e3"' },
  { value: '0x1f', yaml: '"0x1f"' },
  { value: '12:30:45', yaml: '"12:30:45"' },
  { value: '2020-01-01', yaml: '"2020-01-01"' },
  { value: '2020-13-01', yaml: '2020-13-01' },
  { value: '5.1.1', yaml: '5.1.1' },
  { value: '<<', yaml: '<<' },
  { value: ' edge', yaml: "' edge'" },
  { value: "it's: so", yaml: "'it''s: so'" },
  { value: 'a #b', yaml: "'a #b'" },
  { value: '*', yaml: "'*'" },
  { value: '-x', yaml: '-x' },
  { value: '- x', yaml: "'- x'" },
  { value: 'a\tb', yaml: '"a\\tb"' },
  { value: '\u{1f600}', yaml: '"\\U0001F600"' },
  { value: 'é', yaml: 'é' },
  { value: 'a\nb', yaml: '|-\n  a\n  b' },
  { value: 'a\n\nb\n', yaml: '|\n  a\n\n  b' },
  { value: 'a\n\n', yaml: '|+\n  a\n' },
  { value: ' a\nb', yaml: '|2-\n   a\n  b' },
  { value: 'a \nb', yaml: '"a \\nb"' },
  { value: 'a\r\nb', yaml: '"a\\r\\nb"' },
  { value: true, yaml: 'true' },
  { value: null, yaml: 'null' },
  { value: 0.5, yaml: '0.5' },
  { value: [], yaml: '[]' },
  { value: {}, yaml: '{}' },
]

describe('YAML', () => {
  it.each(scalars)('$value is written as $yaml', ({ value, yaml }) => {
    expect(toYaml({ k: value })).toBe(`k: ${yaml}\n`)
  })

  it('lists stand below their key and hold their mappings on the line of the dash', () => {
    expect(toYaml({ a: [{ b: 1, c: ['x', ['w']] }, 'z'] })).toBe(
      'a:\n  - b: 1\n    c:\n      - x\n      - - w\n  - z\n',
    )
  })

  it('a key of more than 128 bytes is marked as one', () => {
    expect(toYaml(new Map([['k'.repeat(129), 'v']]))).toBe(`? ${'k'.repeat(129)}\n: v\n`)
  })

  it('keys of maps are sorted as people count', () => {
    expect(['a10', 'a2', 'b', 'A', '_', 'a', '1'].sort(naturalOrder)).toEqual(['_', '1', 'A', 'a', 'a2', 'a10', 'b'])
  })
})

describe('JSON', () => {
  it('escapes what Go escapes', () => {
    expect(compactJson('<a> & "b" \u2028 \u0001\n\b é')).toBe(
      '"\\u003ca\\u003e \\u0026 \\"b\\" \\u2028 \\u0001\\n\\b é"',
    )
  })

  it('maps are sorted by bytes, records keep their order', () => {
    expect(
      compactJson(
        new Map<string, Plain>([
          ['b', { z: 1, a: 2 }],
          ['a', []],
          ['B', null],
        ]),
      ),
    ).toBe('{"B":null,"a":[],"b":{"z":1,"a":2}}')
    expect(['\u{10000}', '\uffff'].sort(bytewise)).toEqual(['\uffff', '\u{10000}'])
  })
})
