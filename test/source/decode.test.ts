import { expect, test } from 'vitest'
import { decodeText } from '../../src/source/decode.ts'
import { createReport } from '../../src/source/diagnostic.ts'
import { sourceFile } from '../../src/source/file.ts'
import { parseYaml } from '../../src/source/parse.ts'

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

test('a YAML file with other bytes is refused at the first of them', () => {
  const report = createReport()
  parseYaml(sourceFile('/p/compose.yaml', decodeText(Buffer.from('a: b\nc: \u00e9\n', 'latin1'))), report)
  expect(report.diagnostics.map((d) => [d.message.includes('not UTF-8'), d.at?.start])).toEqual([[true, 8]])
})
