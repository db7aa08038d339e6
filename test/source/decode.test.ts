import { expect, test } from 'vitest'
import { decodeText } from '../../src/source/decode.ts'

function utf16(text: string, order: 'le' | 'be'): Uint8Array {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return order === 'le' ? bytes : bytes.swap16()
}

test.each([
  ['UTF-8', Buffer.from('a: ä')],
  ['UTF-8 with a byte order mark', Buffer.from('\ufeffa: ä')],
  ['UTF-16, little end first', utf16('a: ä', 'le')],
  ['UTF-16, big end first', utf16('a: ä', 'be')],
])('%s is read', (_, bytes) => {
  expect(decodeText(bytes)).toBe('a: ä')
})

test('other bytes are refused with their line', () => {
  expect(() => decodeText(Buffer.from('a: b\nc: \u00e9\n', 'latin1'))).toThrow('not UTF-8: line 2')
})
