import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { dueNotes } from '../../src/api/lease/due-notes.ts'
import { type LeaseNote, writeNote } from '../../src/run/lease/notes.ts'
import { ownerOf } from '../../src/run/lease/owner.ts'

let folder: string

beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'muster-due-'))))
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const day = 24 * 3600_000
const now = 100 * day
const address = 'tcp://engine:2375'

const held: LeaseNote = {
  version: 1,
  id: '4b9da5ec-9f52-402c-9a30-2967f53cd501',
  kind: 'timed',
  owner: ownerOf(),
  command: 'up',
  engine: address,
  projects: ['shop'],
  released: [],
  created: now - day,
  expires: now + 1,
}

const dead = { ...held.owner, start: '1' }
const elsewhere = { ...held.owner, host: 'other' }

async function due(
  note: LeaseNote,
  version: () => Promise<never> | Promise<{ readonly ahead: number }>,
): Promise<string> {
  writeNote(folder, note)
  const engine = { address, version: version as () => Promise<never> }
  const { over, forgotten } = await dueNotes(folder, engine, () => now)
  return over.length > 0 ? 'over' : forgotten.length > 0 ? 'forgotten' : 'nothing'
}

const rows: readonly (readonly [what: string, note: LeaseNote, due: string])[] = [
  ['a time that is not over', held, 'nothing'],
  ['a time that is not over, taken by a process that has ended', { ...held, owner: dead }, 'nothing'],
  ['a living owner', { ...held, kind: 'watched', expires: now - day }, 'nothing'],
  ['a time that is over', { ...held, expires: now }, 'over'],
  ['a dead owner', { ...held, kind: 'watched', owner: dead }, 'over'],
  ['a time that is over, on another engine', { ...held, expires: now, engine: 'tcp://other:2375' }, 'nothing'],
  [
    'a time that was over long ago, on another engine',
    { ...held, expires: 1, engine: 'tcp://other:2375' },
    'forgotten',
  ],
]

test.each(rows)('what is due of a lease with %s is known without a request', async (...[, note, expected]) => {
  const asked = async (): Promise<never> => await Promise.reject(new Error('the engine was asked'))
  expect(await due(note, asked)).toBe(expected)
})

test.each([
  [0, 'nothing'],
  [2, 'over'],
])('a lease of another machine is over by the clock of the engine, which is ahead by %i', async (ahead, expected) => {
  expect(await due({ ...held, owner: elsewhere }, async () => await Promise.resolve({ ahead }))).toBe(expected)
})
