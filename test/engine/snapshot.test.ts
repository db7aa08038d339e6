import { readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSettled, expectSuccess } from '../harness/oracles.ts'
import { inService, seen, snapshotProject, snapshotVolumes, tarDigest } from '../harness/volumes.ts'

const idle = `command: sh -c 'trap "exit 0" TERM; while :; do sleep 3600 & wait; done'`

const file = `
services:
  db: { image: busybox, network_mode: none, ${idle}, volumes: [data:/data, /scratch] }
  job: { image: busybox, network_mode: none, ${idle}, volumes: ["data:/shared:ro"], depends_on: [db] }
  web: { image: busybox, network_mode: none, ${idle}, depends_on: [db] }
volumes: { data: {} }
`

/** What a tar could lose. */
const richContents = [
  'cd /data',
  'mkdir -p sub/deep empty',
  'echo one > sub/file && chown 1000:1001 sub/file && chmod 4750 sub/file',
  'ln sub/file sub/deep/hard',
  'ln -s ../sub/file empty/link && ln -s /nowhere dangling',
  'mkfifo pipe && mknod node c 1 3',
  `echo odd > "a b'c\\"d" && echo ü > "ümläut" && echo nl > "$(printf 'new\\nline')"`,
  'echo long > "$(printf %0200d 7)"',
  'dd if=/dev/zero of=sparse bs=1 count=0 seek=9000000 2>/dev/null',
  'touch -d "2001-02-03 04:05:06" sub/file sub empty',
  'chown 70:71 . && chmod 1711 .',
].join(' && ')

/** What the engine's own tar leaves out. */
const richAttributes = `
import os, socket, struct
os.chdir('/data'); os.makedirs('d/e')
acl = lambda *rows: struct.pack('<I', 2) + b''.join(struct.pack('<HHI', *row) for row in rows)
nobody = 0xffffffff
open('f', 'w').write('x'); open('d/before', 'w'); open(b'not\\xffutf8', 'w'); os.link('f', 'hard'); os.symlink('f', 'link')
os.setxattr('f', 'user.k', b'\\0=\\n'); os.setxattr('.', 'user.root', b'r'); os.setxattr('d/e', 'user.folder', b'')
os.setxattr('f', 'system.posix_acl_access', acl((1, 6, nobody), (2, 4, 1234), (4, 4, nobody), (16, 4, nobody), (32, 0, nobody)))
os.setxattr('d', 'system.posix_acl_default', acl((1, 7, nobody), (2, 7, 77), (4, 5, nobody), (16, 7, nobody), (32, 0, nobody)))
open('d/after', 'w'); socket.socket(socket.AF_UNIX).bind('d/sock')
os.utime('f', ns=(1, 5 * 10**9 + 123)); os.utime('link', ns=(1, -5), follow_symlinks=False); os.chown('.', 70, 71); os.utime('.', ns=(1, 10**18 + 7))
`

const lookClosely = `
import os, stat
for folder, folders, names in os.walk(b'/data'):
    folders.sort()
    for name in [b'.'] + sorted(names):
        path = os.path.join(folder, name); s = os.lstat(path)
        if not stat.S_ISSOCK(s.st_mode) and s.st_mtime > 1:
            print(path, oct(s.st_mode), s.st_uid, s.st_gid, s.st_mtime_ns, [(x, os.getxattr(path, x, follow_symlinks=False)) for x in sorted(os.listxattr(path, follow_symlinks=False))])
`

describe.concurrent('a snapshot', () => {
  test('comes back with owners, modes, times, links, devices and names as they were, and only its services restart', async () => {
    await using project = await snapshotProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    await inService(project, 'db', richContents)
    await inService(project, 'db', 'echo kept > /scratch/anonymous')
    const db = `${project.name}-db-1`
    const before = await tarDigest(db, '/data')
    expectSuccess(await muster(project, ['snapshot', 'save', 'seeded']))
    await inService(
      project,
      'db',
      'rm -r /data/sub /data/pipe; echo more > /data/new; chmod 700 /data; rm /scratch/anonymous',
    )
    const [web, job, old] = [await seen(`${project.name}-web-1`), await seen(`${project.name}-job-1`), await seen(db)]
    expectSuccess(await muster(project, ['reset', '--to', 'seeded']))
    expect(await tarDigest(db, '/data')).toBe(before)
    expect(await inService(project, 'db', 'cat /scratch/anonymous; stat -c %h /data/sub/file')).toBe('kept\n2')
    const now = await Promise.all(['web', 'job', 'db'].map((name) => seen(`${project.name}-${name}-1`)))
    expect(now.map(({ Id }) => Id)).toEqual([web.Id, job.Id, old.Id])
    expect(now.map(({ State }) => State.Status)).toEqual(['running', 'running', 'running'])
    expect(now[0]?.State.StartedAt).toBe(web.State.StartedAt)
    expect(now[1]?.State.StartedAt).not.toBe(job.State.StartedAt)
    await expectSettled(project)
    expect((await dockerCompose(project, ['up', '-d'])).code).toBe(0)
    expect(
      await Promise.all(['web', 'job', 'db'].map(async (name) => (await seen(`${project.name}-${name}-1`)).Id)),
    ).toEqual([web.Id, job.Id, old.Id])
  })

  test('keeps attributes, ACLs and nanoseconds, also through a file, and names what it does not keep', async () => {
    const compose = file.replace('image: busybox', 'image: python:3.12-slim')
    await using project = await snapshotProject({ 'compose.yaml': compose })
    expectSuccess(await muster(project, ['up', '-d', 'db']))
    const python = async (code: string): Promise<string> =>
      await inService(project, 'db', `python3 - <<'end'\n${code}\nend`)
    await python(richAttributes)
    const before = await python(lookClosely)
    expect(before).toContain('user.k')
    const saved = await muster(project, ['snapshot', 'save', 'a'])
    expect(saved.stderr).toMatch(/sockets are not copied: d\/sock/)
    expect(saved.stderr).toMatch(/times before 1970 become 1970: link/)
    const path = join(project.directory, 'a.tar')
    expectSuccess(await muster(project, ['snapshot', 'export', 'a', path]))
    expectSuccess(await muster(project, ['snapshot', 'import', path, 'b']))
    for (const name of ['a', 'b']) {
      await inService(project, 'db', 'rm -r /data/*; touch /data; chmod 777 /data')
      const reset = await muster(project, ['reset', '--to', name])
      expect({ code: reset.code, warned: /warning/.test(reset.stderr) }).toEqual({ code: 0, warned: false })
      expect(await python(lookClosely), name).toBe(before)
    }
  })

  test('is listed and replaced, survives `down -v`, comes back after it, and is removed', async () => {
    await using project = await snapshotProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    await inService(project, 'db', 'echo first > /data/m')
    expectSuccess(await muster(project, ['snapshot', 'save', 'a']))
    await inService(project, 'db', 'echo second > /data/m')
    const again = await muster(project, ['snapshot', 'save', 'a'])
    expect(again.code).toBe(1)
    expect(again.stderr).toContain('`--force`')
    expectSuccess(await muster(project, ['snapshot', 'save', '--force', '--pause', 'a']))
    const listed = JSON.parse((await muster(project, ['snapshot', 'ls', '--json'])).stdout) as {
      name: string
      volumes: { key: string; kind: string }[]
    }[]
    expect(listed.map(({ name, volumes }) => [name, volumes.map(({ key }) => key)])).toEqual([
      ['a', ['data', 'db.1:/scratch']],
    ])
    expect((await seen(`${project.name}-db-1`)).State).toMatchObject({ Status: 'running', Paused: false })
    expectSuccess(await muster(project, ['down', '-v', '-t', '0']))
    expect(await snapshotVolumes(project.name)).toHaveLength(3)
    expectSuccess(await muster(project, ['snapshot', 'restore', 'a']))
    expectSuccess(await muster(project, ['up', '-d']))
    expect(await inService(project, 'db', 'cat /data/m')).toBe('second')
    const unknown = await muster(project, ['snapshot', 'rm', 'a', 'nope'])
    expect(unknown.stderr).toContain('no such snapshot: nope')
    expectSuccess(await muster(project, ['snapshot', 'rm', 'a']))
    expect(await snapshotVolumes(project.name)).toEqual([])
  })

  test('is not needed by `reset`, which then gives volumes what a new one would have', async () => {
    const compose = `services:
  web:
    build: { dockerfile_inline: "FROM busybox\\nRUN mkdir /seed && echo seeded > /seed/file && chown -R 7:8 /seed\\n" }
    ${idle}
    network_mode: none
    volumes: ["data:/seed"]
volumes: { data: {} }
`
    await using project = await snapshotProject({ 'compose.yaml': compose })
    expectSuccess(await muster(project, ['up', '-d']))
    const facts = 'stat -c "%n %u %g %a" /seed /seed/*; cat /seed/*'
    const fresh = await inService(project, 'web', facts)
    await inService(project, 'web', 'rm -r /seed/*; echo x > /seed/y; chown 5:5 /seed; chmod 700 /seed')
    expectSuccess(await muster(project, ['reset']))
    expect(await inService(project, 'web', facts)).toBe(fresh)
    expectSuccess(await muster(project, ['down', '--rmi', 'local', '-t', '0']))
  })

  test('is made and restored with an image that has neither a shell nor anything else', async () => {
    const compose = `services:\n  only:\n    build: { dockerfile_inline: "FROM scratch\\nCOPY --from=busybox /bin/busybox /only\\n" }\n    command: ["/only", "sleep", "3600"]\n    init: true\n    network_mode: none\n    volumes: ["data:/data"]\nvolumes: { data: {} }\n`
    await using project = await snapshotProject({ 'compose.yaml': compose })
    expectSuccess(await muster(project, ['up', '-d']))
    const write = async (text: string): Promise<void> =>
      expectSuccess(await muster(project, ['cp', '-', 'only:/data'], { stdin: tarOf('marker', text) }))
    const container = `${project.name}-only-1`
    await write('old')
    const before = await tarDigest(container, '/data')
    expectSuccess(await muster(project, ['snapshot', 'save', 's']))
    await write('new')
    expect(await tarDigest(container, '/data')).not.toBe(before)
    expectSuccess(await muster(project, ['snapshot', 'restore', 's']))
    expect(await tarDigest(container, '/data')).toBe(before)
    expectSuccess(await muster(project, ['down', '--rmi', 'local', '-t', '0']))
  })

  test('of PostgreSQL: what was written after it is gone after `reset`', async () => {
    const compose = `
services:
  db:
    image: postgres:16-alpine
    network_mode: none
    environment: { POSTGRES_PASSWORD: test, POSTGRES_HOST_AUTH_METHOD: trust }
    volumes: [data:/var/lib/postgresql/data]
    healthcheck: { test: ["CMD-SHELL", "pg_isready -U postgres -h 127.0.0.1"], interval: 1s, retries: 60 }
volumes: { data: {} }
`
    await using project = await snapshotProject({ 'compose.yaml': compose })
    const sql = async (text: string): Promise<string> =>
      await inService(project, 'db', `psql -U postgres -h 127.0.0.1 -qAtc "${text}"`)
    expectSuccess(await muster(project, ['up', '-d', '--wait']))
    await sql('create table t (x int); insert into t values (1)')
    expectSuccess(await muster(project, ['snapshot', 'save', 'seeded']))
    await sql('insert into t values (2)')
    expectSuccess(await muster(project, ['reset', '--to', 'seeded']))
    expect(await sql('select x from t')).toBe('1')
  })

  test('goes through a file into another project, and a file that was tampered with leaves nothing', async () => {
    await using project = await snapshotProject({ 'compose.yaml': file })
    await using other = await snapshotProject({ 'compose.yaml': file })
    expectSuccess(await muster(project, ['up', '-d']))
    expectSuccess(await muster(other, ['up', '-d']))
    await inService(project, 'db', 'cd /data && echo there > m && ln m hard && chown 3:4 m')
    expectSuccess(await muster(project, ['snapshot', 'save', 'a']))
    const path = join(project.directory, 'a.tar')
    expectSuccess(await muster(project, ['snapshot', 'export', 'a', path]))
    const whole = await readFile(path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expectSuccess(await muster(other, ['snapshot', 'import', path, 'b']))
    expectSuccess(await muster(other, ['reset', '--to', 'b']))
    expect(await tarDigest(`${other.name}-db-1`, '/data')).toBe(await tarDigest(`${project.name}-db-1`, '/data'))
    const before = await snapshotVolumes(other.name)
    const climbing = Buffer.from(whole.toString('latin1').replace('volume/m', '/etc/x/m'), 'latin1')
    for (const [bad, says] of [
      [whole.subarray(0, whole.length - 5000), /./],
      [whole.subarray(0, 700), /./],
      [climbing, /./],
      [Buffer.from('no tar'), /plain tar/],
      [Buffer.from(whole.toString('latin1').replace('"version": 1', '"version": 7'), 'latin1'), /version 7/],
    ] as const) {
      await writeFile(path, bad)
      const refused = await muster(other, ['snapshot', 'import', path, 'c'])
      expect(refused.code).toBe(1)
      expect(refused.stderr).toMatch(says)
      expect(await snapshotVolumes(other.name), String(says)).toEqual(before)
    }
  })

  test('neither stops nor overwrites what is not the project’s: external volumes and foreign containers are named', async () => {
    await using project = await snapshotProject({})
    const volume = `${project.name}-shared`
    await engineRequest('POST', '/volumes/create', { Name: volume })
    try {
      await project.write(
        'compose.yaml',
        `services: { db: { image: busybox, network_mode: none, ${idle}, volumes: ["data:/data", "shared:/shared", "mem:/mem", "./:/src"] } }\nvolumes: { data: {}, mem: { driver_opts: { type: tmpfs, device: tmpfs } }, shared: { external: true, name: ${volume} } }\n`,
      )
      expectSuccess(await muster(project, ['up', '-d']))
      const refused = await muster(project, ['snapshot', 'save', 'x'])
      expect({ code: refused.code, named: refused.stderr.includes(volume) }).toEqual({ code: 1, named: true })
      const saved = await muster(project, ['snapshot', 'save', 'x', '--external=false'])
      expect(saved.code).toBe(0)
      expect(saved.stderr).toContain(`bind mount db: ${project.directory} at /src`)
      expect(saved.stderr).toContain(`volume ${project.name}_mem, which is in memory`)
      const other = `${project.name}-other`
      const body = {
        Image: 'busybox',
        Cmd: ['sleep', '60'],
        HostConfig: { Binds: [`${project.name}_data:/d`], AutoRemove: true },
      }
      await engineRequest('POST', `/containers/create?name=${other}`, body)
      await engineRequest('POST', `/containers/${other}/start`)
      const inUse = await muster(project, ['reset', '--external=false'])
      const withOther = await muster(project, ['snapshot', 'save', 'y', '--external=false'])
      await engineRequest('DELETE', `/containers/${other}?force=1`)
      expect(withOther.stderr).toContain(`${other}: not of project`)
      expect({ code: inUse.code, named: inUse.stderr.includes(other) }).toEqual({ code: 1, named: true })
      expectSuccess(await muster(project, ['down', '-t', '0']))
    } finally {
      await engineRequest('DELETE', `/volumes/${volume}?force=1`)
    }
  })
})

/** A tar of one small file. */
function tarOf(name: string, content: string): string {
  const field = (text: string, length: number): string => text.padEnd(length, '\0')
  const octal = (value: number, length: number): string => field(value.toString(8).padStart(length - 1, '0'), length)
  const sized = [
    field(name, 100),
    octal(0o644, 8),
    octal(0, 8),
    octal(0, 8),
    octal(content.length, 12),
    octal(0, 12),
  ].join('')
  const rest = field(`0${'\0'.repeat(100)}ustar\x0000`, 512 - sized.length - 8)
  const sum = Buffer.from(`${sized}        ${rest}`).reduce((total, byte) => total + byte, 0)
  return `${sized}${sum.toString(8).padStart(6, '0')}\0 ${rest}${content.padEnd(512, '\0')}${'\0'.repeat(1024)}`
}
