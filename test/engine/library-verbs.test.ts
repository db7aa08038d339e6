import { expect, test } from 'vitest'
import {
  diagnosticJson,
  endpoints,
  events,
  graph,
  lint,
  listSnapshots,
  logs,
  ps,
  removeSnapshot,
  reset,
  saveSnapshot,
  up,
} from '../../src/index.ts'
import { answer } from '../harness/http.ts'
import { testProject } from '../harness/project.ts'

const file = `
services:
  web:
    image: busybox
    init: true
    command: sh -c "echo hello > /index.html; echo serves; httpd -f -p 80 -h /"
    ports: ["127.0.0.1::80"]
    volumes: ["data:/data"]
    depends_on: [db]
  db: { image: busybox, init: true, command: sleep 1000 }
  job: { image: busybox, command: "true" }
volumes: { data: {} }
`

test('a program looks at a project that something else has brought up', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const source = { cwd: project.directory, project: project.name }
  await using stack = await up(source)
  const services = async (options: Parameters<typeof ps>[0]): Promise<readonly string[]> =>
    (await ps(options)).map(({ service }) => service)
  expect(await services(source)).toEqual(['db', 'web'])
  expect(await services({ ...source, all: true })).toEqual(['db', 'job', 'web'])
  expect(await services({ ...source, states: ['exited'] })).toEqual(['job'])
  expect(await services({ ...source, files: ['compose.yaml'], services: ['web'] })).toEqual(['web'])
  await expect(ps({ ...source, files: ['compose.yaml'], services: ['wbe'] })).rejects.toThrow('no such service: wbe')
  const [endpoint, ...more] = await endpoints(source)
  expect(more).toEqual([])
  expect(await answer(endpoint?.url() ?? '')).toBe('hello\n')
  await stack.service('web').wait({ log: 'serves' }, { timeout: 60 })
  expect(await logs({ ...source, services: ['web'] }).text()).toBe('serves\n')
  const { live, services: nodes } = await graph({ ...source, files: ['compose.yaml'], states: 'live' })
  expect(live).toBe(true)
  expect(nodes.map(({ name, state }) => [name, state?.kind])).toEqual([
    ['db', 'running'],
    ['job', 'done'],
    ['web', 'running'],
  ])
  const told: string[] = []
  for await (const { service, action } of events({ ...source, services: ['db'], since: '1h', until: '0s' }))
    told.push(`${service} ${action}`)
  expect(told).toContain('db start')
})

test('a program that follows logs and events is let go at the signal, and when it leaves the loop', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const source = { cwd: project.directory, project: project.name }
  await using _stack = await up(source)
  for await (const { line } of logs({ ...source, follow: true, services: ['web'] })) {
    expect(line).toBe('serves')
    break
  }
  const over = new AbortController()
  const reading = (async () => {
    for await (const _ of events({ ...source, signal: over.signal })) throw new Error('nothing happens')
  })()
  over.abort()
  await reading.catch((error: unknown) => expect(error).toBe(over.signal.reason))
})

test('a program keeps the data of a project, and gives it back', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const source = { cwd: project.directory, project: project.name }
  await using stack = await up(source)
  const web = stack.service('web')
  await web.exec(['touch', '/data/seed'])
  expect((await saveSnapshot('seeded', source)).volumes.map(({ key }) => key)).toEqual(['data'])
  await expect(saveSnapshot('seeded', source)).rejects.toThrow('has a snapshot seeded')
  await web.exec(['rm', '/data/seed'])
  await reset({ ...source, to: { snapshot: 'seeded' } })
  expect((await web.exec(['ls', '/data'])).stdout).toBe('seed\n')
  await removeSnapshot('seeded', source)
  expect(await listSnapshots(source)).toEqual([])
})

test('a program asks what is wrong with a project and how it hangs together, without an engine', async () => {
  const compose = { services: { web: { image: 'nginx', depends_on: ['db'] }, db: { image: 'postgres:16' } } }
  const source = { compose, host: 'unix:///nowhere.sock' }
  const { findings } = await lint(source)
  const codes = findings.map((one) => diagnosticJson(one).code)
  expect(codes.length).toBeGreaterThan(0)
  const [first = ''] = codes
  expect((await lint({ ...source, ignore: [first] })).findings.map((one) => diagnosticJson(one).code)).not.toContain(
    first,
  )
  await expect(lint({ ...source, ignore: ['L999'] })).rejects.toThrow('is not a rule')
  expect(diagnosticJson(findings[0] as never)).toMatchObject({ version: 1, file: '-', line: 1 })
  const { services, live } = await graph(source)
  expect(live).toBe(false)
  expect(services.map(({ name, needs }) => [name, needs.map(({ service }) => service)])).toEqual([
    ['db', []],
    ['web', ['db']],
  ])
})
