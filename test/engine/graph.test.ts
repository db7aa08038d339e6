import { expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { mutating, startProxy } from '../harness/proxy.ts'

const yaml = `services:
  db:
    image: busybox
    init: true
    command: sleep 1000
    volumes: [data:/data]
    healthcheck: { test: "true", interval: 1s }
  job: { image: busybox, command: "false" }
  web:
    image: busybox
    init: true
    command: sleep 1000
    depends_on: { db: { condition: service_healthy } }
  idle: { image: busybox, profiles: [later] }
volumes: { data: {} }
`

test('the graph shows live states, and changes nothing', async () => {
  await using project = await testProject({ 'compose.yaml': yaml })
  expectSuccess(await muster(project, ['up', '-d', '--wait', 'web']))
  await muster(project, ['up', '-d', '--wait', 'job'])
  await using proxy = await startProxy()
  const env = { DOCKER_HOST: proxy.address }
  const text = await muster(project, ['graph'], { env })
  expect(text.stdout).toBe(`${project.name}

db   running (healthy)  busybox
  ├─ on     default
  └─ keeps  data at /data
job  exited (1)         busybox
  └─ on     default
web  running            busybox
  ├─ needs  db (healthy)
  └─ on     default

networks  default
volumes   data
`)
  expect(mutating(proxy.requests)).toEqual([])
  const json = await muster(project, ['graph', '--format', 'json', 'web'], { env })
  const { live, services } = JSON.parse(json.stdout) as { live: boolean; services: { name: string; state: unknown }[] }
  expect(live).toBe(true)
  expect(services.map(({ name, state }) => [name, state])).toEqual([
    ['db', { kind: 'healthy', text: 'running (healthy)' }],
    ['web', { kind: 'running', text: 'running' }],
  ])
})

test('where no engine answers the model alone is shown, and with --model none is asked', async () => {
  await using project = await testProject({ 'compose.yaml': yaml })
  const env = { DOCKER_HOST: 'unix:///nowhere/docker.sock' }
  const alone = await muster(project, ['graph'], { env })
  expectSuccess(alone)
  expect(alone.stderr).toContain('states are not known')
  expect(alone.stdout).toMatch(/^web {2}busybox$/m)
  for (const format of ['mermaid', 'dot', 'svg'] as const) {
    const model = await muster(project, ['graph', '--model', '--format', format], { env })
    expect({ code: model.code, stderr: model.stderr }).toEqual({ code: 0, stderr: '' })
    expect(model.stdout).toContain('web')
  }
})

test('a format or a service that does not exist is refused by name', async () => {
  await using project = await testProject({ 'compose.yaml': yaml })
  expect((await muster(project, ['graph', '--format', 'png'])).stderr).toContain('unsupported format "png"')
  const unknown = await muster(project, ['graph', 'wbe'])
  expect(unknown.code).not.toBe(0)
  expect(unknown.stderr).toContain('did you mean `web`?')
})
