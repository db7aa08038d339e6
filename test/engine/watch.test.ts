import { chmod, mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerCompose, muster, type Running, start, startMuster } from '../harness/command.ts'
import { engineRequest, filters } from '../harness/engine.ts'
import { type TestProject, testProject } from '../harness/project.ts'

const patience = { timeout: 60_000, interval: 100 }

async function inside(project: TestProject, shell: string, service = 'web'): Promise<string> {
  const container = `${project.name}-${service}-1`
  return (await start(['docker', 'exec', '-u', '0', container, 'sh', '-c', shell], {}).done).stdout.trim()
}

async function stopped(running: Running): Promise<number | null> {
  running.signal('SIGINT')
  return (await running.done).code
}

const synced = `
services:
  web:
    image: busybox
    command: sleep 1000
    init: true
    user: "1000:1000"
    develop:
      watch:
        - {path: ./src, action: sync, target: /app, ignore: ["*.log", tmp/], initial_sync: true}
        - {path: ./conf, action: sync+restart, target: /conf}
        - {path: ./one.json, action: sync+exec, target: /app/one.json, exec: {command: sh -c 'echo ran by $$WHO; echo told >&2; exit 3', user: root, environment: {WHO: me}}}
  other:
    image: busybox
    command: sleep 1000
    init: true
    scale: 2
    stop_grace_period: 0s
    develop:
      watch:
        - {path: ./src, action: sync, target: /copy, include: ["*.js"]}
secrets:
  key: {file: ./src/key.pem}
`

describe('watch', () => {
  let project: TestProject
  let watching: Running

  beforeAll(async () => {
    project = await testProject({
      'compose.yaml': synced,
      'src/first': 'first',
      'src/sub/deep': 'deep',
      'src/noise.log': 'noise',
      'src/key.pem': 'the key',
      'one.json': '1',
      'conf/a': 'a',
    })
    await symlink('/etc', join(project.directory, 'src/etc'))
    watching = startMuster(project, ['watch'])
    await watching.seen(/Watch enabled/)
  })
  afterAll(async () => {
    await stopped(watching)
    await project[Symbol.asyncDispose]()
  })
  const path = (name: string): string => join(project.directory, name)
  const shows = async (shell: string, text: string, service = 'web'): Promise<void> =>
    await expect.poll(async () => await inside(project, shell, service), patience).toBe(text)

  test('starts with what is there, and nothing else: no ignored file, no secret, no link out of the tree', async () => {
    expect(await inside(project, 'cd /app; find . | sort')).toBe('.\n./first\n./sub\n./sub/deep')
    expect(watching.output()).toContain('src/etc is not copied: it is a link that leads out of')
    expect(watching.output()).toContain('src/key.pem is a secret of the project: it is never copied into web')
  })

  test('copies what is saved into all containers, for the user whom they run as', async () => {
    await project.write('src/new.js', 'one')
    await shows('cat /app/new.js; stat -c %u:%g /app/new.js', 'one1000:1000')
    await shows('cat /copy/new.js', 'one', 'other')
    expect((await start(['docker', 'exec', `${project.name}-other-2`, 'cat', '/copy/new.js'], {}).done).stdout).toBe(
      'one',
    )
    await chmod(path('src/new.js'), 0o751)
    await shows('stat -c %a /app/new.js', '751')
  })

  test('follows renames, removals and an editor that puts a new file in the place of the old', async () => {
    await project.write('src/folder/a', 'a')
    await shows('cat /app/folder/a', 'a')
    await rename(path('src/folder'), path('src/renamed'))
    await shows('cd /app; ls -d folder renamed/a 2>/dev/null', 'renamed/a')
    await project.write('src/.renamed.tmp', 'saved')
    await rename(path('src/.renamed.tmp'), path('src/renamed/a'))
    await shows('cat /app/renamed/a; ls -A /app | grep tmp', 'saved')
    await rm(path('src/renamed'), { recursive: true })
    await shows('ls -d /app/renamed 2>/dev/null', '')
    await project.write('src/renamed', 'a file now')
    await shows('cat /app/renamed', 'a file now')
    await symlink('first', path('src/link'))
    await shows('readlink /app/link', 'first')
  })

  test('copies neither what is ignored nor what is not included', async () => {
    await project.write('src/x.log', 'x')
    await project.write('src/tmp/x', 'x')
    await project.write('src/key.pem', 'another key')
    await project.write('src/plain.txt', 'text')
    await project.write('src/last.js', 'last')
    await shows('cat /copy/last.js', 'last', 'other')
    await shows('cat /app/last.js /app/plain.txt', 'lasttext')
    expect(await inside(project, 'ls -d /app/x.log /app/tmp /app/key.pem 2>/dev/null')).toBe('')
    expect(await inside(project, 'ls /copy | grep -v js', 'other')).toBe('')
  })

  test('restarts the service after sync+restart, and copies to one that has ended', async () => {
    const startedAt = async (): Promise<string> =>
      ((await engineRequest('GET', `/containers/${project.name}-web-1/json`)) as { State: { StartedAt: string } }).State
        .StartedAt
    const before = await startedAt()
    await project.write('conf/a', 'changed')
    await watching.seen(/service\(s\) \["web"\] restarted/)
    await shows('cat /conf/a', 'changed')
    expect(await startedAt()).not.toBe(before)
    await engineRequest('POST', `/containers/${project.name}-web-1/stop`)
    await rm(path('src/first'))
    await project.write('conf/a', 'again')
    await shows('cat /conf/a; ls /app/first 2>/dev/null', 'again')
  })

  test('runs the command of sync+exec and shows what it prints', async () => {
    await project.write('one.json', '2')
    await watching.seen(/exec in \S+-web-1 exited with status 3/)
    await watching.seen(/^ran by me$/m)
    await watching.seen(/^told$/m)
    expect(await inside(project, 'cat /app/one.json')).toBe('2')
  })

  test('copies two thousand files that come at once, and removes them', async () => {
    await mkdir(path('made/d'), { recursive: true })
    for (let index = 0; index < 2000; index++) await writeFile(path(`made/d/${index}.txt`), String(index))
    await rename(path('made'), path('src/made'))
    await shows('ls /app/made/d 2>/dev/null | wc -l', '2000')
    await rm(path('src/made'), { recursive: true })
    await shows('ls -d /app/made 2>/dev/null', '')
  })
})

const built = `
services:
  web:
    build: .
    init: true
    stop_grace_period: 0s
    develop:
      watch:
        - {path: ./app, action: rebuild}
  user:
    image: busybox
    command: sleep 1000
    init: true
    stop_grace_period: 0s
    depends_on: {web: {condition: service_started, restart: true}}
`

describe('rebuild', () => {
  const files = {
    'compose.yaml': built,
    Dockerfile: 'FROM busybox\nCOPY app /app\nCMD sleep 1000\n',
    '.dockerignore': '**/*.md\n',
    'app/version': '1',
  }
  const images = async (project: TestProject): Promise<readonly { Id: string; RepoTags: string[] | null }[]> =>
    (await engineRequest(
      'GET',
      `/images/json?all=1&${filters({ label: [`com.docker.compose.project=${project.name}`] })}`,
    )) as readonly { Id: string; RepoTags: string[] | null }[]

  test('builds, gives the service a new container, and goes on after a build that fails', async () => {
    await using project = await testProject(files)
    const watching = startMuster(project, ['watch', '--quiet'])
    await watching.seen(/Watch enabled/)
    const other = await inside(project, 'hostname', 'user')
    await project.write('app/README.md', 'ignored')
    await project.write('Dockerfile', 'FROM busybox\nCOPY nowhere /app\n')
    await project.write('app/version', '2')
    await watching.seen(/Error handling changed files: build of web/)
    await project.write('Dockerfile', files.Dockerfile)
    await project.write('app/version', '3')
    await watching.seen(/service\(s\) \["web"\] successfully built/)
    await expect.poll(async () => await inside(project, 'cat /app/version'), patience).toBe('3')
    await expect.poll(async () => await inside(project, 'hostname', 'user'), patience).toBe(other)
    const left = async (): Promise<unknown> => (await images(project)).map(({ RepoTags }) => RepoTags?.[0])
    await expect.poll(left, patience).toEqual([`${project.name}-web:latest`])
    expect(await stopped(watching)).toBe(130)
    await muster(project, ['down', '--rmi', 'local'])
  })
})

describe('up --watch', () => {
  const text = `
services:
  web:
    build: .
    init: true
    develop:
      watch:
        - {path: ./app, action: rebuild}
        - {path: ./src, action: sync+restart, target: /src}
`
  const dockerfile = 'FROM busybox\nCOPY app /app\nCMD sh -c "cat /app/version /src/a; sleep 1000"\n'

  test('shows the logs and what the watch does, goes on when containers end, and stops all on Ctrl-C', async () => {
    await using project = await testProject({
      'compose.yaml': text,
      Dockerfile: dockerfile,
      'app/version': 'version one\n',
      'src/a': 'a',
    })
    const watching = startMuster(project, ['up', '--watch'])
    await watching.seen(/⦿ Watch enabled/)
    await watching.seen(/^web-1 +\| version one$/m)
    await project.write('src/a', 'synced\n')
    await watching.seen(/⦿ service\(s\) \["web"\] restarted/)
    await watching.seen(/^web-1 +\| synced$/m)
    await project.write('app/version', 'version two\n')
    await watching.seen(/^web-1 +\| version two$/m)
    await engineRequest('POST', `/containers/${project.name}-web-1/stop`)
    await watching.seen(/web-1 exited with code/)
    await project.write('app/version', 'version three\n')
    await watching.seen(/^web-1 +\| version three$/m)
    expect(await stopped(watching)).toBe(130)
    await muster(project, ['down', '--rmi', 'local'])
  })

  test('takes along what is saved while the containers come up', async () => {
    await using project = await testProject({ 'compose.yaml': text, Dockerfile: dockerfile, 'app/version': 'one\n' })
    const watching = startMuster(project, ['up', '--watch'])
    await watching.seen(/Container \S+-web-1 +Creating/)
    await project.write('app/version', 'version two\n')
    await watching.seen(/^web-1 +\| version two$/m)
    expect(await stopped(watching)).toBe(130)
    await muster(project, ['down', '--rmi', 'local'])
  })
})

describe('watch refuses', () => {
  const plain = 'services:\n  web:\n    image: busybox\n    command: sleep 1000\n    stop_grace_period: 0s\n'

  test('a project without develop, in docker compose’s words, before it creates anything', async () => {
    await using project = await testProject({ 'compose.yaml': plain })
    const ours = await muster(project, ['watch'])
    const theirs = await dockerCompose(project, ['watch', '--no-up'])
    expect(ours.code).toBe(theirs.code)
    expect(ours.stderr.trim()).toBe(theirs.stderr.trim())
    expect(await inside(project, 'echo there')).toBe('')
  })

  test('a rebuild of what is not built, with its place', async () => {
    const text = `${plain}    develop:\n      watch:\n        - path: .\n          action: rebuild\n`
    await using project = await testProject({ 'compose.yaml': text })
    const { code, stderr } = await muster(project, ['watch'])
    expect(code).toBe(1)
    expect(stderr).toContain(`compose.yaml:9:19: error[E023]: can't watch service "web" with action rebuild`)
  })

  test('nothing in a dry run, which lists what would be copied', async () => {
    await using project = await testProject({ 'compose.yaml': synced, 'src/a': 'a', 'src/b.log': 'b' })
    const { code, stdout } = await muster(project, ['watch', '--dry-run', '--no-up'])
    expect(code).toBe(0)
    expect(stdout).toContain(`watch web  sync  ${project.directory}/src → /app  (1 file)\n`)
    expect(stdout).toContain(`  copy ${project.directory}/src/a → /app/a\n`)
    expect(stdout).not.toContain('b.log')
  })
})

test('a path that is mounted already is not copied, with docker compose’s warning', async () => {
  const text = `
services:
  web:
    image: busybox
    command: sleep 1000
    init: true
    stop_grace_period: 0s
    volumes: ["./src:/app"]
    develop:
      watch:
        - {path: ./src, action: sync, target: /app}
        - {path: ./more, action: sync, target: /more}
`
  await using project = await testProject({ 'compose.yaml': text, 'src/a': 'a' })
  const watching = startMuster(project, ['watch'])
  await watching.seen(/Watch enabled/)
  expect(watching.output()).toContain(`src' also declared by a bind mount volume, this path won't be monitored!`)
  await project.write('more/a', 'more')
  await expect.poll(async () => await inside(project, 'cat /more/a'), patience).toBe('more')
  expect(watching.output()).toContain('Syncing service "web" after')
  expect(await stopped(watching)).toBe(130)
})
