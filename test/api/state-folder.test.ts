import { expect, test } from 'vitest'
import { stateFolder, writtenToState } from '../../src/api/world/state-folder.ts'

const home = { home: '/home/ann', env: new Map<string, string>() }

test.each([
  ['ENOTDIR', 'a part of the path is not a folder'],
  ['EACCES', 'permission denied'],
  ['EROFS', 'it can only be read'],
  ['ENOSPC', 'the disk is full'],
])('what cannot be noted says the folder, its variable, the reason and the remedy: %s', (code, words) => {
  const write = (): void => {
    throw Object.assign(new Error(`${code}: such`), { code, path: '/home/ann/.local' })
  }
  expect(() => writtenToState('the time', home, write)).toThrow(
    expect.objectContaining({
      message: `the time cannot be noted in /home/ann/.local/state/muster (from HOME): ${words} (/home/ann/.local)`,
      fix: 'set XDG_STATE_HOME to a folder with room that you can write to, and nobody else',
    }),
  )
})

test('the variable is the one that counts, and what has no number speaks for itself', () => {
  const there = { ...home, env: new Map([['XDG_STATE_HOME', '/state']]) }
  expect(stateFolder(there)).toBe('/state/muster')
  const write = (): void => {
    throw new Error('it is not yours')
  }
  expect(() => writtenToState('the time', there, write)).toThrow(
    'the time cannot be noted in /state/muster (from XDG_STATE_HOME): it is not yours',
  )
  expect(writtenToState('the time', there, () => 5)).toBe(5)
})
