import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endingLease } from '../../../src/run/lease/ending.ts'
import { labelsOf } from '../../../src/run/lease/lease-labels.ts'
import {
  closeNote,
  closeSwept,
  isOpen,
  keptFolder,
  type LeaseNote,
  ownersClock,
  readNote,
  readNotes,
  standingOf,
  writeNote,
} from '../../../src/run/lease/notes.ts'
import { isSeenAlive, ownerOf, ownerText } from '../../../src/run/lease/owner.ts'

let home: string
let folder: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'muster-notes-'))
  folder = join(home, 'muster', 'leases')
})

afterEach(() => rmSync(home, { recursive: true, force: true }))

const note: LeaseNote = {
  version: 1,
  id: '4b9da5ec-9f52-402c-9a30-2967f53cd501',
  kind: 'watched',
  owner: ownerOf(),
  command: 'up',
  engine: 'unix:///run/docker.sock',
  projects: ['shop'],
  released: [],
  created: 1000,
  expires: 5000,
}

/** As noted where machines have no names of their own. */
const { machine: _, ...nameless } = ownerOf()
const before = { ...nameless, boot: 'other' }

const rows: readonly (readonly [what: string, note: LeaseNote, now: number, standing: string])[] = [
  ['a living owner', note, 2000, 'held'],
  ['a living owner, late', note, 6000, 'held'],
  ['another process of the same number', { ...note, owner: { ...note.owner, start: '1' } }, 2000, 'dead'],
  ['a number that nobody has', { ...note, owner: { ...note.owner, pid: 2 ** 22 + 1 } }, 2000, 'dead'],
  ['the same machine before it was started anew', { ...note, owner: before }, 2000, 'dead'],
  ['another machine of the same name', { ...note, owner: { ...before, machine: 'another' } }, 2000, 'held'],
  ['a machine of the same name and no other', { ...note, owner: { ...before, machine: '' } }, 2000, 'held'],
  ['another machine', { ...note, owner: { ...note.owner, host: 'other', start: '1' } }, 2000, 'held'],
  ['another machine, late', { ...note, owner: { ...note.owner, host: 'other' } }, 6000, 'expired'],
  [
    'another container of this machine',
    { ...note, owner: { ...note.owner, space: 'pid:[1]', start: '1' } },
    2000,
    'held',
  ],
  ['a timed lease whose owner is dead', { ...note, kind: 'timed', owner: { ...note.owner, start: '1' } }, 2000, 'held'],
  ['a timed lease whose owner lives, late', { ...note, kind: 'timed' }, 5000, 'expired'],
]

test.each(rows)('%s', (...[, given, now, standing]) => {
  expect(standingOf(given, now)).toBe(standing)
})

test.each([
  ['of this machine is its own, whatever the engine says', {}, 6000],
  ['of another machine is told by the engine, also where this one is ahead of both', { host: 'other' }, 4000],
])('the clock of a lease %s', (_, owner, clock) => {
  const here = { now: () => 6000, ahead: -2000 }
  expect(ownersClock({ ...note, owner: { ...note.owner, ...owner } }, here)()).toBe(clock)
})

test('labels say the time by the clock of the engine', () => {
  expect(labelsOf({ ...note, ahead: 3_600_000 })['dev.muster.expires']).toBe('1970-01-01T01:00:05.000Z')
  expect(labelsOf(note)['dev.muster.expires']).toBe('1970-01-01T00:00:05.000Z')
})

test('an owner is told from its label, and by its start time', () => {
  expect(isSeenAlive(ownerText(ownerOf()))).toBe(true)
  expect(isSeenAlive(`${ownerText(ownerOf())}0`)).toBe(false)
  for (const text of ['', '/', '///', 'a/b/c/d', '../../../..']) expect(isSeenAlive(text)).toBe(false)
})

test('notes are written for the user alone, and read back', () => {
  writeNote(folder, note)
  writeNote(folder, { ...note, projects: ['shop', '__proto__'] })
  expect(readNotes(folder)).toEqual([{ ...note, projects: ['shop', '__proto__'] }])
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  expect(statSync(join(folder, `${note.id}.json`)).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toHaveLength(1)
})

test('of what somebody has taken out of a lease a note is kept, elsewhere', () => {
  writeNote(folder, note)
  closeNote(folder, note.id)
  expect([readNotes(folder), readNotes(keptFolder(folder))]).toEqual([[], []])
  writeNote(folder, { ...note, released: ['shop'] })
  closeNote(folder, note.id)
  expect([readNotes(folder), readNotes(keptFolder(folder))]).toEqual([[], [{ ...note, released: ['shop'] }]])
})

test('a folder that is a link, or that others may write to, has no notes and gets none', () => {
  const elsewhere = join(home, 'elsewhere')
  mkdirSync(elsewhere)
  writeNote(join(elsewhere, 'leases'), note)
  mkdirSync(join(home, 'muster'))
  symlinkSync(join(elsewhere, 'leases'), folder)
  expect(readNotes(folder)).toEqual([])
  expect(() => writeNote(folder, note)).toThrow('not a folder of yours alone')
  rmSync(folder)
  writeNote(folder, note)
  chmodSync(folder, 0o777)
  expect(readNotes(folder)).toEqual([])
  expect(() => writeNote(folder, note)).toThrow('not a folder of yours alone')
})

test.each([
  ['a link', (path: string) => symlinkSync('/etc/passwd', path)],
  ['a folder', (path: string) => mkdirSync(path)],
  ['no JSON', (path: string) => writeFileSync(path, 'x', { mode: 0o600 })],
  ['an empty file', (path: string) => writeFileSync(path, '', { mode: 0o600 })],
  ['another id', (path: string) => writeFileSync(path, JSON.stringify({ ...note, id: 'other' }), { mode: 0o600 })],
  ['no projects', (path: string) => writeFileSync(path, JSON.stringify({ ...note, projects: 'all' }), { mode: 0o600 })],
  ['too large', (path: string) => writeFileSync(path, JSON.stringify(note).padEnd(100_000), { mode: 0o600 })],
  ['writable by others', (path: string) => (writeFileSync(path, JSON.stringify(note)), chmodSync(path, 0o666))],
])('what is no note is as if it were not there: %s', (_, plant) => {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  plant(join(folder, `${note.id}.json`))
  expect(readNotes(folder)).toEqual([])
  expect(readNote(folder, '../../x')).toBeUndefined()
})

test('where no folder can be made, a note is refused', () => {
  expect(() => writeNote('/proc/no/such/leases', note)).toThrow('/proc/no')
  expect(readNotes('/proc/no/such/leases')).toEqual([])
  closeNote('/proc/no/such/leases', note.id)
})

test('who has swept a lease does not end the one that was given more time meanwhile', () => {
  writeNote(folder, { ...note, kind: 'timed', expires: 9000 })
  closeSwept(folder, note)
  expect(readNote(folder, note.id)?.expires).toBe(9000)
  closeSwept(folder, { ...note, expires: 9000 })
  expect(readNote(folder, note.id)).toBeUndefined()
})

test('nothing more comes under a lease that is over or is being swept', () => {
  const timed: LeaseNote = { ...note, kind: 'timed' }
  const open = [timed, { ...timed, ending: true as const }, { ...timed, swept: 1 }].map((one) => isOpen(one, 2000))
  expect([...open, isOpen(timed, 5000)]).toEqual([true, false, false, false])
})

test('what is taken out of a lease while it ends is not held by it any more', () => {
  writeNote(folder, { ...note, kind: 'timed', projects: ['shop', 'blog'] })
  const lease = endingLease(folder, { id: note.id, kind: 'timed' }, () => 6000)
  expect([...lease.projects]).toEqual(['shop', 'blog'])
  writeNote(keptFolder(folder), { ...note, released: ['shop'] })
  expect([...lease.projects]).toEqual(['blog'])
  expect([...endingLease(folder, note, () => 4000).projects]).toEqual([])
})

test('where the state folder is a file there are no notes, and a pipe among them keeps nobody waiting', () => {
  const file = join(home, 'file')
  writeFileSync(file, '')
  expect(readNotes(join(file, 'muster', 'leases'))).toEqual([])
  const id = '00000000-0000-4000-8000-000000000000'
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  execFileSync('/usr/bin/env', ['mkfifo', join(folder, `${id}.json`)])
  expect(readNotes(folder)).toEqual([])
})
