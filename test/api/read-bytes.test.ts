import { execFileSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadWorld } from '../../src/api/world/load-world.ts'
import { type Pipes, readBytes } from '../../src/api/world/read-bytes.ts'

let folder: string
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'muster-pipes-'))))
afterAll(() => rm(folder, { recursive: true }))

function pipe(name: string): string {
  execFileSync('sh', ['-c', 'mkfifo "$0"', join(folder, name)])
  return join(folder, name)
}

test('a pipe is read once however often it is asked for', async () => {
  const path = pipe('once')
  const pipes: Pipes = { read: new Map() }
  const world = loadWorld({ cwd: folder, home: folder, env: new Map(), pipes })
  const [first] = await Promise.all([world.readFile(path), writeFile(path, 'A=1\n')])
  expect([first, await world.readFile(path)]).toEqual(['A=1\n', 'A=1\n'])
})

test('what nobody writes to is named after a second', async () => {
  const path = pipe('silent')
  let tell: (message: string) => void
  const told = new Promise<string>((done) => (tell = done))
  const content = readBytes(path, { read: new Map(), onWait: (message) => tell(message) })
  expect(await told).toBe(`waiting for ${path}, which is not a regular file, to be written and closed`)
  await writeFile(path, 'late')
  expect(Buffer.from(await content).toString()).toBe('late')
})

test.each(['/dev/zero', '/dev/urandom'])('%s ends at the limit', async (path) => {
  await expect(readBytes(path, undefined)).rejects.toMatchObject({ code: 'EFBIG' })
})

test('files of /proc are read whole although their size is 0', async () => {
  expect(Buffer.from(await readBytes('/proc/version', undefined)).toString()).toMatch(/^Linux version .*\n$/)
})

test('a socket is refused', async () => {
  const path = join(folder, 'socket')
  const server = createServer().listen(path)
  try {
    await expect(readBytes(path, undefined)).rejects.toMatchObject({ code: 'ENXIO' })
  } finally {
    server.close()
  }
})

test.each([
  ['a newer Node', process.execPath],
  ['an older Node, which starts the own one', `${process.execPath} --require ./older.cjs`],
])('compose and env files come from process substitution, started by %s', async (_, node) => {
  const older = "Object.defineProperty(process.versions, 'node', { value: '20.0.0' })"
  await writeFile(join(folder, 'older.cjs'), older)
  const script = `${node} -- ${resolve('bin/muster')} -p p -f /dev/fd/7 --env-file <(echo TAG=1) config 7< <(echo 'services: { a: { image: "i:$TAG" } }')`
  const out = execFileSync('bash', ['-c', script], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
  })
  expect(out).toContain('image: i:1\n')
})
