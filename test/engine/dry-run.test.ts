import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { mutating, startProxy } from '../harness/proxy.ts'

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
})
