import { chmod, mkdir, mkdtemp, realpath, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extract } from 'tar-stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Copies, copiesOf, tarOf } from '../../../src/run/watch/copies.ts'

let root: string

beforeEach(async () => {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'copies-')))
  root = join(folder, 'src')
  await mkdir(root)
  await writeFile(join(folder, 'outside'), 'not yours')
})
afterEach(async () => await rm(join(root, '..'), { recursive: true }))

function copies(...paths: readonly string[]): Copies {
  return copiesOf(paths.map((path) => ({ path: join(root, path), target: join('/app', path), root })))
}

interface Entry {
  readonly name: string
  readonly mode: number | undefined
  readonly link?: string | null | undefined
  readonly text: string
}

async function entries({ put }: Copies): Promise<readonly Entry[]> {
  const found: Entry[] = []
  const reader = extract()
  tarOf(put).pipe(reader)
  for await (const entry of reader) {
    let text = ''
    for await (const chunk of entry) text += String(chunk)
    found.push({ name: entry.header.name, mode: entry.header.mode, link: entry.header.linkname, text })
  }
  return found
}

test('what is there is sent with its mode, folders before what is in them; what is not there is removed', async () => {
  await mkdir(join(root, 'sub'))
  await writeFile(join(root, 'sub/a'), 'A')
  await chmod(join(root, 'sub/a'), 0o751)
  const found = copies('sub/a', 'sub', 'gone', 'old/x', 'old')
  expect(found.remove).toEqual(['/app/gone', '/app/old'])
  const [folder, file] = await entries(found)
  expect(folder?.name).toBe('app/sub')
  expect(file).toMatchObject({ name: 'app/sub/a', mode: 0o751, text: 'A' })
})

test('what was in a folder whose place a file or a link has taken needs no removal, unless the link is not copied', async () => {
  await writeFile(join(root, 'file'), '')
  await mkdir(join(root, 'lib'))
  await symlink('lib', join(root, 'link'))
  await symlink('/etc', join(root, 'out'))
  const found = copies('file/a', 'file/deep/b', 'file', 'link/a', 'link', 'out/a', 'lib/a')
  expect(found.put.map(({ target }) => target)).toEqual(['/app/file', '/app/link'])
  expect(found.remove).toEqual(['/app/lib/a', '/app/out/a'])
})

test('the folder that is watched is neither sent nor removed', async () => {
  expect(copiesOf([{ path: root, target: '/app', root }])).toMatchObject({ put: [], remove: [] })
  expect(copiesOf([{ path: join(root, 'x'), target: '/', root }]).remove).toEqual([])
})

test('links inside the tree stay links; an absolute one becomes relative', async () => {
  await writeFile(join(root, 'a'), 'A')
  await symlink('a', join(root, 'relative'))
  await symlink(join(root, 'a'), join(root, 'absolute'))
  const found = await entries(copies('relative', 'absolute'))
  expect(found.map(({ name, link }) => [name, link])).toEqual([
    ['app/absolute', 'a'],
    ['app/relative', 'a'],
  ])
})

test.each(['/etc', '/etc/passwd', '../outside', '../../..', 'way/outside'])(
  'a link that leads out of the tree to %s is not copied',
  async (target) => {
    await symlink('..', join(root, 'way'))
    await symlink(target, join(root, 'link'))
    const { put, refused } = copies('link')
    expect(put).toEqual([])
    expect(refused.map(({ because }) => because)).toEqual([`it is a link that leads out of ${root}`])
  },
)

test('a file below a folder that a link has taken the place of is not copied', async () => {
  await mkdir(join(root, 'sub'))
  await rename(join(root, 'sub'), join(root, 'old'))
  await symlink('..', join(root, 'sub'))
  const { put, refused } = copies('sub/outside')
  expect([put.length, refused.length]).toEqual([0, 1])
})

test('a file that became a link after it was looked at is not followed', async () => {
  await writeFile(join(root, 'a'), 'A')
  const found = copies('a')
  await rm(join(root, 'a'))
  await symlink('../outside', join(root, 'a'))
  expect((await entries(found)).map(({ text }) => text).join('')).toBe('')
})

test('a file that vanishes before it is sent is left out', async () => {
  await writeFile(join(root, 'a'), 'A')
  await writeFile(join(root, 'b'), 'B')
  const found = copies('a', 'b')
  await rm(join(root, 'a'))
  expect((await entries(found)).map(({ name }) => name)).toEqual(['app/b'])
})

test('a large file is sent whole', async () => {
  await writeFile(join(root, 'large'), Buffer.alloc(9 * 1024 * 1024, 'x'))
  expect((await entries(copies('large'))).map(({ text }) => text.length)).toEqual([9 * 1024 * 1024])
})
