import { mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { markUsed, tidyRecords } from '../../src/engine/build/tidy-records.ts'

const hour = 3600
const day = 24 * hour

/** A folder with files, each with the seconds for which it was not used and its size in megabytes. */
async function folderOf(
  files: Readonly<Record<string, readonly [unused: number, megabytes: number]>>,
): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-records-'))
  onTestFinished(async () => await rm(folder, { recursive: true }))
  for (const [name, [unused, megabytes]] of Object.entries(files)) {
    await writeFile(join(folder, name), '')
    await truncate(join(folder, name), megabytes * 1024 * 1024)
    const used = Date.now() / 1000 - unused
    await utimes(join(folder, name), used, used)
  }
  return folder
}

test('records that were not used for a season go, and drafts of who was killed', async () => {
  const folder = await folderOf({
    'old.json': [91 * day, 0],
    'kept.json': [89 * day, 0],
    'killed.json.0123456789ab': [2 * hour, 0],
    'written.json.0123456789ab': [0, 0],
  })
  await tidyRecords(folder)
  expect((await readdir(folder)).toSorted()).toEqual(['kept.json', 'written.json.0123456789ab'])
})

test('of more than 64 MB those go that were not used for the longest time, but none of the last hour', async () => {
  const folder = await folderOf({
    'now.json': [0, 50],
    'too.json': [60, 50],
    'today.json': [2 * hour, 1],
    'earlier.json': [3 * hour, 1],
  })
  await tidyRecords(folder)
  expect((await readdir(folder)).toSorted()).toEqual(['now.json', 'too.json'])
  const other = await folderOf({ 'a.json': [2 * hour, 40], 'b.json': [3 * hour, 20], 'c.json': [4 * hour, 20] })
  await tidyRecords(other)
  expect((await readdir(other)).toSorted()).toEqual(['a.json', 'b.json'])
})

test('a record that is read counts as used', async () => {
  const folder = await folderOf({ 'read.json': [89 * day, 0] })
  await markUsed(join(folder, 'read.json'))
  expect(Date.now() - (await stat(join(folder, 'read.json'))).mtimeMs).toBeLessThan(60_000)
})
