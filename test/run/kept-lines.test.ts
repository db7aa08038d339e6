import { expect, test } from 'vitest'
import { keptLines } from '../../src/run/logs/kept-lines.ts'

const rows: readonly (readonly [count: number, all: readonly string[]])[] = [
  [0, []],
  [3, ['1', '2', '3']],
  [4, ['1', '2', '3', '4']],
  [5, ['1', '2', '(1 lines in between)', '4', '5']],
  [1000, ['1', '2', '(996 lines in between)', '999', '1000']],
]

test.each(rows)('of %i lines the beginning and the end are kept', (count, all) => {
  const kept = keptLines({ lines: 4, characters: 1000 })
  for (let i = 1; i <= count; i++) kept.add(String(i))
  expect(kept.all()).toEqual(all)
})

test('long lines are fewer', () => {
  const kept = keptLines({ lines: 100, characters: 20 })
  for (const line of ['a'.repeat(8), 'b'.repeat(8), 'c'.repeat(8), 'd'.repeat(8), 'e'.repeat(30)]) kept.add(line)
  expect(kept.all()).toEqual(['aaaaaaaa', '(4 lines in between)'])
  kept.add('last')
  expect(kept.all()).toEqual(['aaaaaaaa', '(4 lines in between)', 'last'])
})
