import { expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { programs } from '../harness/programs.ts'
import { objectsOf, testProject } from '../harness/project.ts'

const runner = `case "$1" in
  docker-cli-plugin-metadata) echo '{"SchemaVersion":"0.1.0","Vendor":"x","Version":"v1","ShortDescription":"m"}'; exit;;
  ls) echo '[{"id":"sha256:1","tags":["ai/have"]}]';;
  status) echo '{"endpoint":"http://model-runner/v1/","running":true}';;
  pull) echo "Downloaded 3";;
esac
echo "$*" >> $CALLS`

const file = `services:
  web:
    image: busybox
    init: true
    command: sleep 1000
    models: { my-llm: {}, other: { endpoint_var: EP, model_var: MD } }
  plain: { image: busybox, init: true, command: sleep 1000 }
models:
  my-llm: { model: ai/have, context_size: 1024, runtime_flags: [--a, b] }
  other: { model: ai/need }
  unused: { model: ai/unused }
`

test('models are fetched, configured and told to who uses them, with the calls and the hash of docker compose', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  await using path = await programs({ 'docker-model': runner })
  const { env } = path
  const up = await muster(project, ['up', '-d'], { env })
  expectSuccess(up)
  const ours = await path.calls()
  expect(ours.toSorted()).toEqual([
    'configure --context-size 1024 ai/have -- --a b',
    'configure ai/need',
    'ls --json',
    'pull ai/need',
    'status --json',
  ])
  const { Config: config } = (await engineRequest('GET', `/containers/${project.name}-web-1/json`)) as {
    Config: { Env: readonly string[] }
  }
  expect(config.Env).toEqual(
    expect.arrayContaining([
      'MY_LLM_MODEL=ai/have',
      'MY_LLM_URL=http://model-runner/v1/',
      'MD=ai/need',
      'EP=http://model-runner/v1/',
    ]),
  )
  const ids = (await objectsOf(project.name)).containers.map(({ Id }) => Id).toSorted()
  expectSuccess(await dockerCompose(project, ['up', '-d'], { env }))
  expect((await objectsOf(project.name)).containers.map(({ Id }) => Id).toSorted()).toEqual(ids)
  expect((await path.calls()).slice(ours.length).toSorted()).toEqual(ours.toSorted())
})

test('a plan asks the model runner and fetches nothing; services without models do not ask', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  await using path = await programs({ 'docker-model': runner })
  const { env } = path
  expectSuccess(await muster(project, ['plan', 'plain'], { env }))
  expect(await path.calls()).toEqual([])
  expectSuccess(await muster(project, ['plan'], { env }))
  expect(await path.calls()).toEqual(['status --json'])
})

test('without the plugin, or where it fails, nothing is created and the place is told', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  await using none = await programs({})
  const missing = await muster(project, ['up', '-d'], { env: none.env })
  expect(missing.code).toBe(1)
  expect(missing.stderr).toContain("'models' support requires Docker Model plugin")
  expect(missing.stderr).toContain('compose.yaml:9:11: error[E083]')
  await using failing = await programs({ 'docker-model': 'echo out of memory >&2; exit 1' })
  const failed = await muster(project, ['up', '-d'], { env: failing.env })
  expect(failed.code).toBe(1)
  expect(failed.stderr).toContain('`docker model status` failed: out of memory')
  expect(await objectsOf(project.name)).toMatchObject({ containers: [], networks: [] })
})
