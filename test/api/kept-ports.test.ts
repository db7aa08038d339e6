import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { changeKept, type KeptCopy, keptPorts, withoutStale } from '../../src/api/copies/kept-ports.ts'

interface Home extends AsyncDisposable {
  readonly world: Parameters<typeof changeKept>[0]
  readonly folder: string
  readonly file: string
}

async function home(): Promise<Home> {
  const path = await mkdtemp(join(tmpdir(), 'muster-kept-'))
  const folder = join(path, '.local/state/muster/copies')
  return {
    world: { env: new Map(), home: path, signal: new AbortController().signal, now: Date.now },
    folder,
    file: join(folder, 'ports.json'),
    [Symbol.asyncDispose]: async () => await rm(path, { recursive: true }),
  }
}

const copy = (port: number): KeptCopy => ({
  directory: '/',
  keep: 'remembered',
  used: 1,
  ports: new Map([['web 8080:80', { port, address: '127.0.0.1' }]]),
})

test('what is kept is read again, by its owner alone', async () => {
  await using at = await home()
  await changeKept(at.world, async () => new Map([['__proto__', copy(20_001)]]))
  expect(keptPorts(at.world, '__proto__')).toEqual(copy(20_001).ports)
  expect(keptPorts(at.world, 'other')).toEqual(new Map())
  const modes = await Promise.all([at.folder, at.file].map(async (path) => (await stat(path)).mode & 0o777))
  expect(modes).toEqual([0o700, 0o600])
})

test('twenty changes at once are all kept', async () => {
  await using at = await home()
  const names = Array.from({ length: 20 }, (_, i) => `p${i}`)
  await Promise.all(
    names.map(async (name, i) => await changeKept(at.world, async (kept) => new Map([...kept, [name, copy(i + 1)]]))),
  )
  expect(names.map((name) => keptPorts(at.world, name).get('web 8080:80')?.port)).toEqual(names.map((_, i) => i + 1))
  expect(await readdir(at.folder)).toEqual(['ports.json'])
})

test('a change that fails leaves what was kept', async () => {
  await using at = await home()
  await changeKept(at.world, async () => new Map([['p', copy(20_001)]]))
  await expect(changeKept(at.world, async () => await Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(keptPorts(at.world, 'p').get('web 8080:80')?.port).toBe(20_001)
})

test.each(['', '{', 'null', '[]', '{"copies":[null,{"name":1},{"name":"p","ports":[{"key":"k","port":99999}]}]}'])(
  'a file with %j keeps nothing, and is written anew',
  async (text) => {
    await using at = await home()
    await mkdir(at.folder, { recursive: true })
    await writeFile(at.file, text)
    expect(keptPorts(at.world, 'p')).toEqual(new Map())
    await changeKept(at.world, async () => new Map([['p', copy(20_001)]]))
    expect(keptPorts(at.world, 'p').size).toBe(1)
  },
)

test('a link is neither read nor written through', async () => {
  await using at = await home()
  await mkdir(at.folder, { recursive: true })
  const other = join(at.folder, 'other')
  await writeFile(other, '{"copies":[{"name":"p","directory":"/","used":1,"ports":[{"key":"k","port":1}]}]}')
  await symlink(other, at.file)
  expect(keptPorts(at.world, 'p')).toEqual(new Map())
  await changeKept(at.world, async () => new Map([['q', copy(20_001)]]))
  expect(await readFile(other, 'utf8')).toContain('"name":"p"')
  expect(keptPorts(at.world, 'q').size).toBe(1)
})

test('a folder that others can write to is refused', async () => {
  await using at = await home()
  await mkdir(at.folder, { recursive: true })
  await chmod(at.folder, 0o777)
  await expect(changeKept(at.world, async () => new Map([['p', copy(1)]]))).rejects.toThrow('only you can write to')
})

test('copies whose folder is gone, and those of killed tests, are not kept', () => {
  const now = 100 * 60 * 1000
  const kept = new Map<string, KeptCopy>([
    ['here', copy(1)],
    ['gone', { ...copy(2), directory: '/no/such/folder' }],
    ['killed', { ...copy(3), keep: 'fresh' }],
    ['running', { ...copy(4), keep: 'fresh' }],
    ['starting', { ...copy(5), keep: 'fresh', used: now - 60_000 }],
  ])
  expect([...withoutStale(kept, { running: new Set(['running']), now }).keys()]).toEqual([
    'here',
    'running',
    'starting',
  ])
})
