import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { muster } from '../../harness/command.ts'
import { expectSuccess } from '../../harness/oracles.ts'
import { testProject } from '../../harness/project.ts'

const compose = `
x-common: &common { image: busybox, init: true, stop_grace_period: 0s }
services:
  db:
    <<: *common
    command: sleep 3600
    healthcheck: { test: "true" }
    volumes: [data:/data]
  job: { <<: *common, command: echo done }
  app:
    <<: *common
    command: sleep 3600
    depends_on: { db: { condition: service_healthy }, job: { condition: service_completed_successfully } }
volumes: { data: }
`

test('everyday commands read none of what only other commands need', async () => {
  await using project = await testProject({ 'compose.yaml': compose })
  const cache = join(project.directory, 'cache')
  const run = async (...args: readonly string[]): Promise<void> =>
    expectSuccess(await muster(project, args, { env: { XDG_CACHE_HOME: cache } }))
  await run('config', '--quiet')
  await run('up', '-d')
  await run('up', '-d', '--wait')
  await project.write('compose.yaml', compose.replace('echo done', 'echo again'))
  await run('up', '-d')
  await run('exec', '-T', 'app', 'true')
  await run('run', '--rm', '-T', 'app', 'true')
  for (const command of ['ps', 'logs', 'stop', 'start', 'restart', 'down']) await run(command)
  // Each file that was loaded has left the code that V8 compiled of it.
  const loaded = (await readdir(join(cache, 'muster'))).map((name) => name.split('-').slice(0, 2).join(' '))
  expect(loaded).toContain('cli up')
  expect(loaded.filter((name) => name.startsWith('rest '))).toEqual([])
})
