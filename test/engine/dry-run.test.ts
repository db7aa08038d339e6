import { readdir } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { mutating, startProxy } from '../harness/proxy.ts'
import { snapshot } from '../harness/snapshot.ts'

const file = `
services:
  app: { image: "nosuch/of-\${NAME-x}", build: ., pull_policy: missing }
  up: { image: busybox, init: true, command: sleep 3600 }
  add: { image: busybox, command: sleep 3600, profiles: [more] }
`

const lines: readonly string[] = [
  'alpha generate --dry-run',
  'alpha viz --dry-run',
  'attach --dry-run --no-stdin up',
  'bridge convert --dry-run',
  'build --dry-run',
  'commit --dry-run up nosuch/made',
  'config --dry-run',
  'cp --dry-run compose.yaml up:/tmp',
  'create --dry-run --force-recreate up',
  'down --dry-run',
  'events --dry-run --since 1s --until 0s',
  'exec --dry-run up touch /x',
  'export --dry-run -o made.tar up',
  'images --dry-run',
  'kill --dry-run',
  'logs --dry-run up',
  'ls --dry-run',
  'pause --dry-run',
  'port --dry-run up 80',
  'ps --dry-run',
  'publish --dry-run --yes 127.0.0.1:9/nobody/listens',
  'alpha publish --dry-run --yes 127.0.0.1:9/nobody/listens',
  'pull --dry-run --ignore-pull-failures',
  'push --dry-run --ignore-push-failures',
  'restart --dry-run',
  'rm --dry-run -sf',
  'run --dry-run up true',
  'scale --dry-run up=3',
  'start --dry-run',
  'stats --dry-run --no-stream',
  'stop --dry-run',
  'top --dry-run',
  'unpause --dry-run',
  'up --dry-run -d --force-recreate up',
  'version --dry-run',
  'volumes --dry-run',
  'wait --dry-run add',
  'watch --dry-run up',
]

describe('--dry-run changes nothing and ends', () => {
  let project: TestProject
  beforeAll(async () => {
    project = await testProject({ 'compose.yaml': file, Dockerfile: 'FROM busybox\n' })
    expectSuccess(await muster(project, ['up', '-d', 'up']))
  })
  afterAll(async () => await project[Symbol.asyncDispose]())

  test.each(lines)('%s', async (line) => {
    await using proxy = await startProxy()
    const outcome = await muster(project, line.split(' '), { env: { DOCKER_HOST: proxy.address } })
    expect(mutating(proxy.requests).map(({ method, path }) => `${method} ${path}`)).toEqual([])
    expect(outcome.stderr).not.toMatch(/^\s+at .*:\d+:\d+\)?$/m)
  })

  test.each([
    ['cp compose.yaml up:/tmp', 'stderr', 'DRY-RUN MODE -  NAME-up-1 copy compose.yaml to NAME-up-1:/tmp Copied'],
    [
      'cp up:/etc/hosts made.hosts',
      'stderr',
      'DRY-RUN MODE -  NAME-up-1 copy NAME-up-1:/etc/hosts to made.hosts Copied',
    ],
    ['commit up nosuch/made', 'stderr', 'DRY-RUN MODE -  NAME-up-1 Commit NAME-up-1 Committed'],
    ['export -o made.tar up', 'stderr', 'DRY-RUN MODE -  NAME-up-1 export NAME-up-1 to made.tar Exported'],
    ['config -o made.yaml', 'stderr', 'DRY-RUN MODE -  made.yaml is not written'],
    ['rm -sf', 'stdout', 'NAME-up-1  remove  running, is stopped first'],
    ['restart', 'stdout', '~ NAME-up-1  restart\n'],
    ['pause', 'stdout', '~ NAME-up-1  pause\n'],
    ['run up true', 'stdout', '+ one more container of up, for this command'],
    [
      'plugin install --as compose',
      'stdout',
      'DRY-RUN MODE -  FOLDER/cli-plugins/docker-compose would make muster `docker compose`',
    ],
    ['plugin uninstall --as compose', 'stdout', 'DRY-RUN MODE -  FOLDER/cli-plugins/docker-compose would go'],
  ] as const)('%s says what it would do and makes no file', async (line, stream, words) => {
    const before = await readdir(project.directory)
    const env = { DOCKER_CONFIG: project.directory }
    for (const args of [
      ['--dry-run', ...line.split(' ')],
      line.startsWith('plugin') ? [...line.split(' '), '--dry-run'] : [],
    ]) {
      if (args.length === 0) continue
      const outcome = await muster(project, args, { env })
      expectSuccess(outcome)
      expect(outcome[stream]).toContain(words.replaceAll('NAME', project.name).replace('FOLDER', project.directory))
    }
    expect(await readdir(project.directory)).toEqual(before)
  })
})

describe('--dry-run shows a plan and leaves all as it is', () => {
  const sleeper = '{ image: busybox, init: true, command: sleep 3600'
  let project: TestProject
  let before: string

  beforeAll(async () => {
    project = await testProject({
      'compose.yaml': `services: { db: ${sleeper} }, web: ${sleeper}, depends_on: [db] } }`,
    })
    expectSuccess(await muster(project, ['up', '-d', 'db']))
    before = await snapshot(project.name)
  })
  afterAll(async () => await project[Symbol.asyncDispose]())

  test.each(['create', 'start', 'stop', 'restart', 'kill', 'pause', 'rm -s', 'scale web=2', 'pull', 'push', 'build'])(
    '%s',
    async (line) => {
      const shown = await muster(project, ['-f', 'compose.yaml', '--dry-run', ...line.split(' ')])
      expectSuccess(shown)
      expect(shown.stdout).toContain('Plan: ')
      expect(await snapshot(project.name)).toBe(before)
    },
  )
})

describe('--dry-run --progress json', () => {
  const chain = `
services:
  db: { image: busybox, command: sleep 3600, init: true, healthcheck: { test: "true" }, volumes: ["data:/data"] }
  app: { image: busybox, command: sleep 3600, init: true, depends_on: { db: { condition: service_healthy } } }
volumes: { data: }
`

  test.for([
    ['nothing is there', [], 'up -d', 14],
    ['nothing is there', [], 'create app', 8],
    ['all is up', ['up', '-d'], 'stop', 4],
    ['all is up', ['up', '-d'], 'restart app', 2],
    ['all is up', ['up', '-d'], 'kill', 4],
  ] as const)('prints the events of docker compose where %s (%j): %s', async ([, before, line, count]) => {
    await using project = await testProject({ 'compose.yaml': chain })
    if (before.length > 0) expectSuccess(await muster(project, before))
    const args = ['--progress', 'json', '--dry-run', ...line.split(' ')]
    const [theirs, ours] = await Promise.all([dockerCompose(project, args), muster(project, args)])
    const sorted = (text: string): readonly string[] => text.trim().split('\n').toSorted()
    expect(sorted(ours.stderr)).toEqual(sorted(theirs.stderr))
    expect(sorted(ours.stderr)).toHaveLength(count)
    expect(ours.stdout).toBe('')
  })
})
