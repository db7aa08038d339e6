import { expect, test } from 'vitest'
import { printed } from '../../src/api/play/result.ts'

test('what only a slow machine makes muster say is neither compared nor recorded', () => {
  const shown = [
    ' Container a-1  Waiting',
    '\x1b[33mdb: still waiting after 10 s: probe exit 2\x1b[0m',
    'still waiting',
  ]
  expect(printed(0, shown).lines).toEqual([' Container a-1  Waiting', 'still waiting'])
  expect(printed(0, shown).shown).toHaveLength(2)
})
