import { once } from 'node:events'
import { lstat, mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerCompose, muster, start } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'

const stack = `
services:
  db:
    image: busybox
    command: sleep 1000
    scale: 2
    stop_grace_period: 0s
`

let project: TestProject

beforeAll(async () => {
  project = await testProject({ 'compose.yaml': stack, 'one.txt': 'one', 'folder/sub/two.txt': 'two' })
  expectSuccess(await muster(project, ['up', '-d']))
})
afterAll(async () => await project[Symbol.asyncDispose]())

describe('cp', () => {
  const inside = async (shell: string, container = `${project.name}-db-1`): Promise<string> =>
    (await start(['docker', 'exec', container, 'sh', '-c', shell], {}).done).stdout

  test('copies a file into all replicas, or the one of --index', async () => {
    expectSuccess(await muster(project, ['cp', 'one.txt', 'db:/all.txt']))
    expectSuccess(await muster(project, ['cp', '--index', '2', 'one.txt', 'db:/second.txt']))
    expect(await inside('ls /*.txt')).toBe('/all.txt\n')
    expect(await inside('ls /*.txt', `${project.name}-db-2`)).toBe('/all.txt\n/second.txt\n')
  })

  test.each([
    { from: 'folder', to: '/new', lists: '/new/sub/two.txt' },
    { from: 'folder/.', to: '/dot', lists: '/dot/sub/two.txt' },
    { from: 'folder', to: '/tmp', lists: '/tmp/folder/sub/two.txt' },
    { from: 'folder/.', to: '/home', lists: '/home/sub/two.txt' },
    { from: 'one.txt', to: '/var/', lists: '/var/one.txt' },
    { from: 'one.txt', to: '/renamed.txt', lists: '/renamed.txt' },
  ])('lays $from out at $to as docker compose does', async ({ from, to, lists }) => {
    const tree = `find / -xdev -name '*.txt' | sort; rm -rf /new /dot /tmp/* /home/* /var/one.txt /renamed.txt`
    expectSuccess(await muster(project, ['cp', from, `db:${to}`]))
    const ours = await inside(tree)
    expectSuccess(await dockerCompose(project, ['cp', from, `db:${to}`]))
    expect(ours.split('\n')).toContain(lists)
    expect(ours).toBe(await inside(tree))
  })

  test('copies folders out, with links as they are or followed', async () => {
    await inside('mkdir -p /o/sub; echo x > /o/sub/f; ln -s sub/f /o/link')
    expectSuccess(await muster(project, ['cp', '--index', '1', 'db:/o', 'out']))
    expectSuccess(await muster(project, ['cp', '--index', '1', '-L', 'db:/o/link', 'followed']))
    expect(await readFile(join(project.directory, 'out/link'), 'utf8')).toBe('x\n')
    expect(await readFile(join(project.directory, 'followed'), 'utf8')).toBe('x\n')
  })

  test('streams a tar from stdin into all replicas, and out to stdout', async () => {
    const bin = join(import.meta.dirname, '../../bin/muster')
    const script = `tar c folder | "$0" -p ${project.name} cp - db:/home && "$0" -p ${project.name} cp db:/home - | tar tf -`
    const { stdout, code } = await start(['sh', '-c', script, bin], { cwd: project.directory }).done
    expect(code).toBe(0)
    expect(stdout.split('\n')).toContain('home/folder/sub/two.txt')
    expect(await inside('cat /home/folder/sub/two.txt', `${project.name}-db-2`)).toBe('two')
  })

  test('refuses to replace a pipe, and writes through a link', async () => {
    const [pipe, link, target] = ['pipe', 'link', 'target'].map((name) => join(project.directory, name)) as [
      string,
      string,
      string,
    ]
    expectSuccess(await start(['mkfifo', pipe], {}).done)
    await writeFile(target, 'old')
    await symlink(target, link)
    const refused = await muster(project, ['cp', '--index', '1', 'db:/etc/hostname', 'pipe'])
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('invalid output path') })
    expect((await lstat(pipe)).isFIFO()).toBe(true)
    expectSuccess(await muster(project, ['cp', '--index', '1', 'db:/etc/hostname', 'link']))
    expect((await lstat(link)).isSymbolicLink()).toBe(true)
    expect(await readFile(target, 'utf8')).not.toBe('old')
  })

  test('names a file whose name is not UTF-8', async () => {
    const folder = join(project.directory, 'names')
    await mkdir(folder)
    await writeFile(Buffer.concat([Buffer.from(`${folder}/bad`), Buffer.from([0xff])]), 'x')
    const { code, stderr } = await muster(project, ['cp', 'names', 'db:/names'])
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('not UTF-8') })
  })

  test('copies pipes into a container, and says that a socket is left out', async () => {
    const folder = join(project.directory, 'odd')
    await mkdir(folder)
    expectSuccess(await start(['mkfifo', join(folder, 'pipe')], {}).done)
    const server = createServer().listen(join(folder, 'socket'))
    await once(server, 'listening')
    const copied = await muster(project, ['cp', '--index', '1', 'odd', 'db:/odd'])
    server.close()
    expect(copied).toMatchObject({ code: 0, stderr: expect.stringMatching(/odd\/socket is left out: it is a socket/) })
    expect(await inside('[ -p /odd/pipe ] && ls /odd')).toBe('pipe\n')
  })

  test('says what it cannot copy out of a container, and fails where a name would be lost', async () => {
    await inside(String.raw`mkdir /strange; cd /strange; echo x > good; mkfifo pipe; echo y > "$(printf 'bad\377')"`)
    const { code, stderr } = await muster(project, ['cp', '--index', '1', 'db:/strange', '.'])
    expect(code).toBe(1)
    expect(stderr).toMatch(/strange\/pipe is left out: it is a named pipe/)
    expect(stderr).toMatch(/strange\/bad.* is left out: its name is not UTF-8/)
    expect(await readdir(join(project.directory, 'strange'))).toEqual(['good'])
  })

  test('fails for a folder that is not there, as docker compose does', async () => {
    const args = ['cp', 'one.txt', 'db:/nodir/']
    expect((await muster(project, args)).code).toBe((await dockerCompose(project, args)).code)
  })
})
