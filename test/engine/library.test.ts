import { inspect } from 'node:util'
import { expect, test } from 'vitest'
import { ComposeError, StackFailed, UpFailed, config, down, load, plan, planSummary, up } from '../../src/index.ts'
import { answer } from '../harness/http.ts'
import { objectsOf, testProject } from '../harness/project.ts'

const file = `
services:
  web: { image: busybox, init: true, command: sh -c "echo hello > /index.html; httpd -f -p 80 -h /", ports: ["127.0.0.1::80"] }
volumes: { data: {} }
`

test('a program brings a project up, asks for its port, and leaves nothing behind', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const events: string[] = []
  {
    await using stack = await up({
      cwd: project.directory,
      project: project.name,
      onEvent: ({ type }) => events.push(type),
    })
    expect(await answer(`http://127.0.0.1:${stack.service('web').port(80)}`)).toBe('hello\n')
    expect(() => stack.service('web').port(81)).toThrow('service web publishes no port 81/tcp')
    expect(() => stack.service('db')).toThrow('no such service: db')
  }
  expect(events).toContain('step-done')
  expect(await objectsOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] })
})

test('a program reads and plans without changing anything', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const options = { cwd: project.directory, project: project.name }
  expect([...(await load(options)).services.keys()]).toEqual(['web'])
  expect(await config({ ...options, view: 'services' })).toBe('web\n')
  expect(planSummary(await plan(options))).toContain(`+ ${project.name}-web-1`)
  expect(planSummary(await plan({ ...options, verb: 'down' }))).toContain('nothing to do')
  await down(options)
  expect((await objectsOf(project.name)).containers).toEqual([])
})

test('a program gets every mistake of a file as data', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: { a: { imagee: x }, b: { image: y, prots: [] } }',
  })
  const error: unknown = await load({ cwd: project.directory }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ComposeError)
  expect(
    (error as ComposeError).diagnostics.filter(({ severity }) => severity === 'error').length,
  ).toBeGreaterThanOrEqual(2)
})

test('an error that is printed whole, as test runners do, repeats no secret of the file', async () => {
  const compose = { services: { a: { image: 'x', imagee: 'x', environment: { PASSWORD: 'hunter2' } } } }
  const error: unknown = await load({ compose }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ComposeError)
  expect(inspect(error, { depth: null })).toContain('imagee')
  expect(inspect(error, { depth: null }) + JSON.stringify(error)).not.toContain('hunter2')
})

test('a message names the first mistakes with their places', async () => {
  await using project = await testProject({
    'compose.yaml': 'services:\n  a: { imagee: x, prots: [], comand: x, buildd: . }\n',
  })
  await expect(load({ cwd: project.directory })).rejects.toThrow(
    new RegExp(`^${project.directory}/compose\\.yaml:2:8: .*imagee.*\\n.*\\n.*\\nand \\d more$`),
  )
})

test('an up that fails says why as the command line does, and hands out what takes its containers down', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  db:
    image: busybox
    init: true
    command: sh -c "echo FATAL disk full; sleep 1000"
    healthcheck: { test: "echo probe says no; exit 3", interval: 200ms, retries: 2 }
`,
  })
  const error: unknown = await up({ cwd: project.directory, project: project.name }).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(UpFailed)
  expect(error).toBeInstanceOf(StackFailed)
  const failed = error as StackFailed
  expect(failed.project).toBe(project.name)
  for (const said of ['is unhealthy', '(compose.yaml:2:3)', 'probe says no', 'FATAL disk full'])
    expect(failed.message).toContain(said)
  expect((await objectsOf(project.name)).containers).toHaveLength(1)
  await failed.down({ volumes: 'remove', timeout: 0 })
  expect(await objectsOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] })
})
