import { expect, test } from 'vitest'
import { liveLines } from '../../src/api/play/live-lines.ts'

test('lines are shown as they come, and a table at its end, as wide as what is shown of it', () => {
  const shown: string[] = []
  const eyes = { plain: (text: string) => text.replace('-1234', ''), discreet: (text: string) => text }
  const lines = liveLines(eyes, (text) => shown.push(text))
  lines.show('NAME         STATE')
  lines.show('web-1234-1   Up')
  expect(shown).toEqual([])
  lines.end()
  expect(shown).toEqual(['NAME    STATE', 'web-1   Up'])
  liveLines(eyes, (text) => shown.push(text)).show('web-1234-1 is up')
  expect(shown.at(-1)).toBe('web-1 is up')
})
