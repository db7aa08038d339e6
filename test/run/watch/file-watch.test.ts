import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, realpath, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FileWatch, watchFiles } from '../../../src/run/watch/file-watch.ts'

let folder: string
let seen: Set<string>
let watching: FileWatch | undefined

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'watch-')))
  seen = new Set()
})
afterEach(async () => {
  watching?.close()
  await rm(folder, { recursive: true })
})

const place = (path: string): string => join(folder, path)
const write = async (path: string, text = 'x'): Promise<void> => await writeFile(place(path), text)

async function watchRoots(...roots: readonly string[]): Promise<void> {
  watching = await watchFiles({
    roots: roots.map(place),
    skips: (path) => path.endsWith('/node_modules'),
    onChange: (path) => seen.add(relative(folder, path)),
    onTrouble: (error) => {
      throw error
    },
  })
}

const sees = async (...paths: readonly string[]): Promise<void> => {
  await expect.poll(() => [...seen]).toEqual(expect.arrayContaining([...paths]))
  seen.clear()
}

test('files that appear, change, are renamed and vanish, in depth', async () => {
  await mkdir(place('src/deep/er'), { recursive: true })
  await watchRoots('src')
  await write('src/deep/er/a')
  await sees('src/deep/er/a')
  await write('src/deep/er/a', 'y')
  await sees('src/deep/er/a')
  await rename(place('src/deep/er/a'), place('src/deep/b'))
  await sees('src/deep/er/a', 'src/deep/b')
  await rm(place('src/deep/b'))
  await sees('src/deep/b')
})

test('a folder that appears with files in it, and what changes in it later', async () => {
  await mkdir(place('src'))
  await mkdir(place('made/x'), { recursive: true })
  await write('made/x/a')
  await watchRoots('src')
  await rename(place('made'), place('src/made'))
  await sees('src/made', 'src/made/x', 'src/made/x/a')
  await write('src/made/x/b')
  await sees('src/made/x/b')
})

test('all that was in a folder that goes away, and all that is in another that takes its place', async () => {
  await mkdir(place('src/a'), { recursive: true })
  await write('src/a/old')
  await watchRoots('src')
  await rename(place('src/a'), place('away'))
  await mkdir(place('src/a'))
  await write('src/a/new')
  await sees('src/a/old', 'src/a/new')
  await write('src/a/later')
  await sees('src/a/later')
})

test.each(['src/made', 'src'])('%s that is removed and made again at once, with the same inode', async (again) => {
  await mkdir(place('src/made'), { recursive: true })
  await write(`${again}/old`)
  await watchRoots('src')
  rmSync(place(again), { recursive: true })
  mkdirSync(place(again))
  writeFileSync(join(place(again), 'new'), 'x')
  await sees(`${again}/old`, `${again}/new`)
  await write(`${again}/later`)
  await sees(`${again}/later`)
})

test('a folder that does not exist yet, nor what is above it, and that is taken away and comes back', async () => {
  await watchRoots('not/yet')
  await mkdir(place('not/yet'), { recursive: true })
  await write('not/yet/a')
  await sees('not/yet/a')
  await rename(place('not/yet'), place('away'))
  await expect.poll(() => watching?.folders()).toBe(0) // another event of the writing may have told of the file already
  await sees('not/yet/a')
  await rename(place('away'), place('not/yet'))
  await sees('not/yet/a')
  await write('not/yet/b')
  await sees('not/yet/b')
})

test('a single file, also when a new one is put in its place', async () => {
  await write('one.json')
  await write('other')
  await watchRoots('one.json')
  await write('one.json.tmp', 'new')
  await rename(place('one.json.tmp'), place('one.json'))
  await sees('one.json')
  await write('one.json', 'again')
  await sees('one.json')
  expect(seen.has('other')).toBe(false)
})

test('a skipped folder costs no watch and tells nothing', async () => {
  await mkdir(place('src/node_modules/a/b'), { recursive: true })
  await watchRoots('src')
  expect(watching?.folders()).toBe(1)
  await write('src/node_modules/a/x')
  await write('src/y')
  await sees('src/y')
  expect([...seen].filter((path) => path.includes('node_modules/'))).toEqual([])
})

test('thousands of files at once', async () => {
  await mkdir(place('src'))
  await watchRoots('src')
  const paths = Array.from({ length: 6000 }, (_, index) => `src/d${index % 60}/f${index}`)
  for (let index = 0; index < 60; index++) await mkdir(place(`src/d${index}`))
  for (const path of paths) await write(path)
  await expect.poll(() => paths.filter((path) => !seen.has(path)).length, { timeout: 60_000 }).toBe(0)
}, 90_000)
