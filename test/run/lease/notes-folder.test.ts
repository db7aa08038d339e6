import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { hasNotes, notesFolder } from '../../../src/run/lease/notes-folder.ts'

test('there are notes of leases once one is written; neither where there is no folder nor where it is empty', async () => {
  const state = await mkdtemp(join(tmpdir(), 'muster-state-'))
  const folder = notesFolder(state)
  try {
    expect(hasNotes(folder)).toBe(false)
    await mkdir(folder)
    expect(hasNotes(folder)).toBe(false)
    await writeFile(join(folder, 'note.json'), '{}')
    expect(hasNotes(folder)).toBe(true)
  } finally {
    await rm(state, { recursive: true })
  }
})
