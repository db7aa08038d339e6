import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type Header, pack } from 'tar-stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { unpackInto } from '../../src/engine/host/local-tar.ts'

type Entry = Partial<Header> & Pick<Header, 'name'> & { readonly content?: string }

let folder: string
let secret: string

beforeEach(async () => {
  const room = await mkdtemp(join(tmpdir(), 'muster-tar-'))
  folder = join(room, 'out')
  secret = join(room, 'secret')
  await writeFile(secret, 'of the host')
  await mkdir(folder)
})
afterEach(() => rm(join(folder, '..'), { recursive: true }))

async function unpack(entries: readonly Entry[]): Promise<void> {
  const tar = pack()
  for (const { content = '', ...header } of entries) tar.entry(header, content)
  tar.finalize()
  await unpackInto(folder, Readable.from(tar), { rename: (name) => name, leftOut: () => undefined })
}

test.each([
  ['by its full path', () => [{ name: 'x', type: 'link', linkname: secret }]],
  ['above the folder', () => [{ name: 'x', type: 'link', linkname: '../secret' }]],
  ['in the middle of a path', () => [{ name: 'x', type: 'link', linkname: 'a/../../secret' }]],
  [
    'through a link that came before',
    () => [
      { name: 'l', type: 'symlink', linkname: '..' },
      { name: 'x', type: 'link', linkname: 'l/secret' },
    ],
  ],
] as readonly [string, () => readonly Entry[]][])(
  'a hard link to a file of the host is never made: %s',
  async (_, of) => {
    await expect(unpack(of())).rejects.toThrow()
    expect((await stat(secret)).nlink).toBe(1)
    expect(await readdir(folder)).not.toContain('x')
  },
)

test('a folder is made with its own mode, also where it was there before, and takes the place of no file', async () => {
  const entry = { name: 'sub', type: 'directory', mode: 0o750 } as const
  for (const _ of ['new', 'there']) await unpack([entry, { name: 'sub/a', content: 'text' }])
  expect((await stat(join(folder, 'sub'))).mode & 0o777).toBe(0o750)
  expect(await readFile(join(folder, 'sub/a'), 'utf8')).toBe('text')
  await expect(unpack([{ ...entry, name: 'sub/a' }])).rejects.toThrow('cannot overwrite non-directory')
})

test('a hard link within the copy is one', async () => {
  await unpack([
    { name: 'a', content: 'text' },
    { name: 'b', type: 'link', linkname: 'a' },
    { name: 'c', type: 'link', linkname: '/a' },
  ])
  expect(await readFile(join(folder, 'b'), 'utf8')).toBe('text')
  expect((await stat(join(folder, 'c'))).nlink).toBe(3)
})

test('a tar that breaks off leaves the files before, and no half of the one in which it does', async () => {
  const whole = pack()
  whole.entry({ name: 'before' }, 'all of it')
  whole.entry({ name: 'half' }, 'x'.repeat(1024 * 1024))
  whole.finalize()
  async function* broken(): AsyncGenerator<Buffer> {
    yield Buffer.concat((await Readable.from(whole).toArray()) as Buffer[]).subarray(0, 512 * 1024)
    // Until the half has arrived: what was not begun would leave nothing anyway.
    while (!(await readdir(folder)).includes('half')) await new Promise((resolve) => setTimeout(resolve, 5))
    throw new Error('broken off')
  }
  const unpacking = unpackInto(folder, Readable.from(broken()), { rename: (name) => name, leftOut: () => undefined })
  await expect(unpacking).rejects.toThrow('broken off')
  expect(await readdir(folder)).toEqual(['before'])
})
