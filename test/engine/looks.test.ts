import { lstat, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { service, templates } from '../cli/template-cases.ts'
import { dockerCompose, muster, type Outcome, start, startMuster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'

const stack = `
services:
  web:
    image: nginx:alpine
    ports: ["80", "127.0.0.1:0:443/udp"]
    volumes: ["data:/d"]
    stop_grace_period: 0s
  db:
    image: busybox
    command: sleep 1000
    init: true
    scale: 2
    stop_grace_period: 0s
  once:
    image: busybox
    command: echo done
volumes:
  data:
  other:
`

let project: TestProject
/** A project without any container. */
let empty: TestProject

beforeAll(async () => {
  empty = await testProject({ 'compose.yaml': 'services: {web: {image: busybox}}' })
  project = await testProject({ 'compose.yaml': stack })
  expectSuccess(await muster(project, ['up', '-d']))
  await engineRequest('POST', `/containers/${project.name}-once-1/wait`)
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  await empty[Symbol.asyncDispose]()
})

/** What both print for the same arguments, at the same moment. */
async function both(args: readonly string[]): Promise<{ readonly ours: Outcome; readonly theirs: Outcome }> {
  const [ours, theirs] = await Promise.all([muster(project, args), dockerCompose(project, args)])
  return { ours, theirs }
}

/** Without ages. docker compose shows Go's zero time for an image that came with its name. */
function untimed(text: string, [command]: readonly string[]): string {
  if (command === 'images') return text.replaceAll(/\d+ \w+ ago/g, '')
  if (command !== 'ps') return text
  return text.replaceAll(/(\d+|About an?|Less than a) (second|minute|hour)s?/g, 'N').replaceAll(/ +/g, ' ')
}

/** The same text and code from both. Ages and processor times may tick between the two looks, so there are some more. */
async function expectSame(
  args: readonly string[],
  looks = 5,
): Promise<{ readonly ours: Outcome; readonly theirs: Outcome }> {
  const { ours, theirs } = await both(args)
  const [our, their] = [ours, theirs].map(({ stdout }) => untimed(stdout, args))
  if (our !== their && looks > 1) return await expectSame(args, looks - 1)
  expect({ out: our, code: ours.code }).toEqual({ out: their, code: theirs.code })
  return { ours, theirs }
}

describe('prints what docker compose prints', () => {
  test.each([
    ['ls', '-a', '--filter'],
    ['ls', '-a', '--format', 'json', '--filter'],
    ['ls', '-q', '--filter'],
    ['ls', '--filter'],
  ])('for %s %s %s', async (...args) => {
    const { ours } = await expectSame([...args, `name=${project.name}`])
    expect(ours.stdout).toContain(project.name)
  })

  test.each([
    [['images', 'db']],
    [['images', 'nosuch']],
    [['port', 'web', '80']],
    [['port', 'web', '443', '--protocol', 'udp']],
    [['port', '--index', '1', 'web', '80', 'more']],
    [['port', 'web', '81']],
    [['port', 'web', '80', '--index', '2']],
    [['port', 'once', '80']],
    [['port', 'web', 'abc']],
    [['port', 'web', '70000']],
    [['port', 'web']],
    [['top']],
    [['top', 'db']],
    [['top', 'once']],
    [['volumes']],
    [['volumes', '-q']],
    [['volumes', 'web']],
    [['volumes', 'db']],
    [['volumes', 'web', 'nosuch']],
    [['volumes', '--format', '{{.Name}} {{.Driver}} {{.Label "com.docker.compose.volume"}}']],
    [['volumes', '--format', String.raw`table {{.Name}}\t{{.Mountpoint}}\t{{.Size}}`]],
    [['volumes', '--format', '{{.Nosuch}}']],
    [['stats', '--no-stream', '--format', '{{.Name}} {{.PIDs}} {{.ID}} {{.Container}}']],
    [['stats', '--no-stream', '-a', '--format', '{{.Name}}', 'db']],
    [['stats', '--no-stream', '--no-trunc', '--format', 'table {{.ID}}', 'once']],
    [['stats', 'web', 'db']],
    [['ps', '--format', 'table']],
    [['ps', '-a', '--format', String.raw`table {{.Name}}\t{{if eq .Service "db"}}{{.State}}\t{{end}}{{.ID}}`]],
    [['ps', '--format', '{{range .Publishers}}{{.URL}}:{{.TargetPort}} {{end}}']],
    [['ps', '--format', 'table {{.Nosuch}}']],
    [['export', 'once']],
    [['export', 'db', '--index', '7']],
    [['commit', 'nosuch']],
    [['commit']],
    [['cp', 'one.txt', 'other.txt']],
    [['cp', 'db:/a', 'web:/b']],
    [['cp', 'one.txt', 'nosuch:/']],
  ])('for %s', async (args) => {
    const { ours, theirs } = await expectSame(args)
    if (theirs.code !== 0)
      expect(ours.stderr.split('\n')[0]).toBe(theirs.stderr.split('\n')[0]?.replace(/: \d+\/.*$/, ''))
  })

  test('for images --format json, but for the order', async () => {
    const { ours, theirs } = await both(['images', '--format', 'json'])
    const sorted = (text: string): unknown =>
      (JSON.parse(text) as { readonly ContainerName: string }[]).toSorted((a, b) =>
        a.ContainerName < b.ContainerName ? -1 : 1,
      )
    expect(sorted(ours.stdout)).toEqual(sorted(theirs.stdout))
  })

  test('for volumes --format json, but for the order of labels', async () => {
    const { ours, theirs } = await both(['volumes', '--format', 'json'])
    const sorted = (text: string): unknown => {
      const volume = JSON.parse(text.split('\n')[0] ?? '') as { readonly Labels: string }
      return { ...volume, Labels: volume.Labels.split(',').toSorted() }
    }
    expect(sorted(ours.stdout)).toEqual(sorted(theirs.stdout))
    expect(Object.keys(JSON.parse(ours.stdout.split('\n')[0] ?? '') as object)).toEqual(
      Object.keys(JSON.parse(theirs.stdout.split('\n')[0] ?? '') as object),
    )
  })

  test('for stats --format json, by its keys', async () => {
    const { ours, theirs } = await both(['stats', '--no-stream', '--format', 'json', 'web'])
    expect(Object.keys(JSON.parse(ours.stdout) as object)).toEqual(Object.keys(JSON.parse(theirs.stdout) as object))
  })

  // The engine remembers 256 events of all projects: who asks for them later may find that some are gone.
  test('for events while they come', async () => {
    const [since, until] = [Date.now() / 1000, Date.now() / 1000 + 120].map((time) => time.toFixed(3)) as [
      string,
      string,
    ]
    const listening = [['events'], ['events', '--json'], ['events', '--json', 'web']].map((flags) => {
      const args = [...flags, '--since', since, '--until', until]
      const theirs = start(['docker', 'compose', '-p', project.name, ...args], { cwd: project.directory })
      return { flags, ours: startMuster(project, args), theirs, restarts: flags.includes('web') ? 1 : 3 }
    })
    expectSuccess(await dockerCompose(project, ['restart', '-t', '0', 'web', 'db']))
    // What muster notes in labels is none of the container's, and not shown. Events of one moment come to each listener in an order of its own.
    const lines = (text: string): readonly string[] =>
      text
        .replaceAll(/(?:"dev\.muster\.\w+":"[^"]*",?)|(?:dev\.muster\.\w+=[^,)]*(?:, )?)/g, '')
        .split('\n')
        .slice(0, -1)
        .map((line) =>
          line.replace(/\((.*)\)/, (_, list: string) => list.split(', ').filter(Boolean).toSorted().join()),
        )
        .toSorted()
    const isRestart = (line: string): boolean => / restart |"action":"restart"/.test(line)
    for (const { ours, theirs, restarts } of listening)
      for (const one of [ours, theirs])
        await expect.poll(() => lines(one.output()).filter(isRestart).length).toBeGreaterThanOrEqual(restarts)
    for (const { flags, ours, theirs } of listening) {
      for (const one of [ours, theirs]) one.signal('SIGINT')
      const [own, other] = [await ours.done, await theirs.done]
      expect(own.stdout).not.toContain('dev.muster')
      expect(lines(own.stdout), flags.join(' ')).toEqual(lines(other.stdout))
    }
  })
})

test.each([
  [['ps', '--services']],
  [['images', '--format', 'json']],
  [['images']],
  [['volumes', '-q']],
  [['top']],
  [['stats', '--no-stream']],
  [['rm', '-f']],
  [['rm', '-sfv', 'web']],
  [['restart']],
  [['pause']],
  [['unpause', 'web']],
  [['stop']],
  [['wait', 'web']],
  [['port', 'web', '80']],
  [['export', 'web']],
])('without any container %s says what docker compose says', async (args) => {
  const [ours, theirs] = await Promise.all([muster(empty, args), dockerCompose(empty, args)])
  expect({ ...ours, ms: 0 }).toEqual({ ...theirs, ms: 0 })
})

test('templates are filled as docker compose fills them', async () => {
  await using other = await testProject({ 'compose.yaml': service })
  expectSuccess(await muster(other, ['up', '-d']))
  const whole = templates.map(([template]) => template).join('\u00b6')
  const args = ['ps', '--format', whole]
  const [ours, theirs] = await Promise.all([muster(other, args), dockerCompose(other, args)])
  expect(ours.stdout.split('\u00b6')).toEqual(theirs.stdout.split('\u00b6'))
})

describe('commit', () => {
  test('makes an image with the changes that were asked for', async () => {
    const name = `${project.name}-image:x`
    const flags = ['-m', 'said', '-a', 'me', '-c', 'ENV A=b', '-c', 'CMD ["x"]', '--index', '2', '--pause=false']
    const made = await muster(project, ['commit', ...flags, 'db', name])
    expectSuccess(made)
    const image = (await engineRequest('GET', `/images/${name}/json`)) as {
      readonly Id: string
      readonly Author: string
      readonly Comment: string
      readonly Config: { readonly Env: readonly string[]; readonly Cmd: readonly string[] }
    }
    await engineRequest('DELETE', `/images/${name}`)
    expect(made.stderr).toContain(` Commit ${project.name}-db-2 Committed as ${image.Id}`)
    expect({ ...image, Config: image.Config.Cmd }).toMatchObject({ Author: 'me', Comment: 'said', Config: ['x'] })
    expect(image.Config.Env).toContain('A=b')
  })

  test('only says what it would do with --dry-run', async () => {
    const { stderr } = await muster(project, ['commit', '--dry-run', 'db', `${project.name}-image:y`])
    expect(stderr).toContain('Committed')
    expect(await engineRequest('GET', `/images/${project.name}-image:y/json`)).toBeUndefined()
  })
})

describe('export', () => {
  test.each([
    ['a pipe', 'mkfifo there', 'a device, pipe or socket'],
    ['a link', 'touch target && ln -s target there', 'a symbolic link'],
    ['a folder', 'mkdir there', 'a folder'],
  ])('refuses to put its file in the place of %s', async (_, make, kind) => {
    const place = join(project.directory, 'there')
    expectSuccess(await start(['sh', '-c', make], { cwd: project.directory }).done)
    const before = await lstat(place)
    const { code, stderr } = await muster(project, ['export', '-o', 'there', 'db'])
    expect(code).toBe(1)
    expect(stderr).toContain(`cannot write to there: it is ${kind}, not a file`)
    expect((await lstat(place)).ino).toBe(before.ino)
    await rm(place, { recursive: true })
  })

  test('writes the same tar to a file and to stdout', async () => {
    expectSuccess(await muster(project, ['export', '-o', 'out.tar', 'db']))
    expect((await stat(join(project.directory, 'out.tar'))).mode & 0o777).toBe(0o600)
    const listed = await start(['tar', 'tf', 'out.tar'], { cwd: project.directory }).done
    expect(listed.stdout).toContain('etc/passwd')
    const command = `"$0" -p ${project.name} export --index 1 db | tar tf -`
    const piped = await start(['sh', '-c', command, join(import.meta.dirname, '../../bin/muster')], {
      cwd: project.directory,
    }).done
    expect(piped.stdout).toBe(listed.stdout)
  })
})
