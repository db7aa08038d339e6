import { describe, test } from 'vitest'
import { apiExamples } from '../../scripts/api-document.ts'
import { type Running, start } from '../harness/command.ts'
import { install } from '../harness/installed.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOfCopies, snapshotsOfCopies, type TestProject, testProject } from '../harness/project.ts'

const file = `
services:
  web:
    image: busybox
    init: true
    command: sh -c "echo hello > /index.html; httpd -f -p 80 -h /"
    ports: ["8084:80"]
    volumes: ["data:/data"]
volumes: { data: {} }
`
const examples = Object.fromEntries(apiExamples())
const imports =
  "import { endpoint, getStack, resetStack, test } from 'muster-compose/vitest'\nimport { expect } from 'vitest'\n"

/** A suite of Vitest in a folder of its own, with muster as npm installs it. */
async function suite(
  per: string,
  files: Readonly<Record<string, string>>,
  composeFile: string = file,
): Promise<TestProject> {
  const setup = (examples['globalSetup'] ?? '').replace(
    "['compose.yaml']",
    `['compose.yaml'], ${per}, project: process.env.NAME`,
  )
  const project = await testProject({
    'compose.yaml': composeFile,
    'package.json': '{ "type": "module" }',
    'vitest.config.ts':
      "export default { test: { globalSetup: ['stack.setup.ts'], testTimeout: 600_000, hookTimeout: 60_000 } }",
    'stack.setup.ts': setup,
    ...Object.fromEntries(Object.entries(files).map(([name, code]) => [name, `${imports}${code}`])),
  })
  await install(project.directory, ['vitest'])
  return project
}

function vitest({ directory, name }: TestProject, ...more: readonly string[]): Running {
  const command = [process.execPath, 'node_modules/vitest/vitest.mjs', 'run', '--maxWorkers=2', '--no-color', ...more]
  return start(command, { cwd: directory, env: { NAME: name } })
}

const told = "test('told', async ({ stack }) => console.log('named', stack.name))"

describe.concurrent('muster-compose/vitest', () => {
  test('its examples run as they stand, with one stack for all', async ({ expect }) => {
    await using project = await suite("per: 'run'", {
      'a.test.ts': `${examples['test'] ?? ''}\n${told}`,
      'b.test.ts': `test('b', async () => {\n${examples['getStack'] ?? ''}\n})\n${told}`,
      'c.test.ts': `${examples['endpoint'] ?? ''}\ntest('c', async () => expect((await fetch(url)).status).toBe(200))`,
    })
    const outcome = await vitest(project).done
    expect(outcome.stderr).toBe('')
    expectSuccess(outcome)
    expect(new Set(outcome.stdout.match(/(?<=named ).*/g)).size).toBe(1)
    expect(await objectsOfCopies(project.name)).toEqual([])
  })

  test('files side by side have a stack for each worker', async ({ expect }) => {
    const writes = `test('data is its own', async ({ stack }) => {
      console.log('named', stack.name)
      const { stdout } = await stack.service('web').exec(['sh', '-c', 'ls /data; touch /data/$$.txt'])
      expect(stdout).toBe('')
    })`
    await using project = await suite("per: 'worker'", { 'a.test.ts': writes, 'b.test.ts': writes })
    const outcome = await vitest(project).done
    expectSuccess(outcome)
    expect(new Set(outcome.stdout.match(/(?<=named ).*/g)).size).toBe(2)
    expect(await objectsOfCopies(project.name)).toEqual([])
  })

  test('all files of a worker have the stack that its first one brought up', async ({ expect }) => {
    const once = `
services:
  web:
    image: busybox
    init: true
    command: sleep 600
    depends_on: { migrate: { condition: service_completed_successfully } }
  migrate: { image: busybox, command: mkdir /data/orders, volumes: ["data:/data"] }
volumes: { data: {} }
`
    const twice = `test('is up once', async () => {
      const [one, other] = await Promise.all([getStack(), getStack()])
      console.log('named', one.name, other.name)
      const { stdout } = await one.service('web').exec(['hostname'])
      console.log('lives in', stdout.trim())
    })`
    await using project = await suite("per: 'worker'", { 'a.test.ts': twice, 'b.test.ts': twice }, once)
    const outcome = await vitest(project, '--no-file-parallelism').done
    expectSuccess(outcome)
    expect(outcome.stdout.match(/(?<=lives in ).*/g)).toHaveLength(2)
    expect(new Set(outcome.stdout.match(/(?<=lives in ).*/g)).size).toBe(1)
    expect(await objectsOfCopies(project.name)).toEqual([])
  })

  test.for(['run', 'worker'])(
    'files one after the other find the data of the start, with a stack for each %s',
    async (per, { expect }) => {
      const writes = `test('data is that of the start', async ({ stack }) => {
      const { stdout } = await stack.service('web').exec(['sh', '-c', 'ls /data; touch /data/$$.txt'])
      expect(stdout).toBe('')
      expect((await fetch(stack.service('web').endpoint(80).url())).status).toBe(200)
    })`
      const again = `import { beforeEach } from 'vitest'\n${examples['resetStack'] ?? ''}\n${writes}\n${writes}`
      await using project = await suite(`per: '${per}', reset: 'files'`, {
        'a.test.ts': writes,
        'b.test.ts': per === 'run' ? again : writes,
      })
      expectSuccess(await vitest(project, '--no-file-parallelism').done)
      expect(await objectsOfCopies(project.name)).toEqual([])
      expect(await snapshotsOfCopies(project.name)).toEqual([])
    },
  )

  test('a set-up that fails says why and leaves nothing', async ({ expect }) => {
    await using project = await suite("per: 'run'", { 'a.test.ts': told })
    await project.write('compose.yaml', 'services: { web: { image: busybox, command: sh -c "echo no disk; exit 3" } }')
    const { code, stdout, stderr } = await vitest(project).done
    expect(code).toBe(1)
    for (const words of ['exit', 'no disk']) expect(stdout + stderr).toContain(words)
    expect(stdout).not.toContain('named')
    await expect.poll(async () => await objectsOfCopies(project.name)).toEqual([])
  })

  const hanging =
    "test('hangs', async () => {\n  await getStack()\n  console.log('here')\n  await new Promise(() => undefined)\n})"
  test.for([
    { per: 'run', signal: 'SIGINT' },
    { per: 'worker', signal: 'SIGKILL' },
  ] as const)(
    'a run with a stack for each $per that ends by $signal leaves nothing',
    async ({ per, signal }, { expect }) => {
      await using project = await suite(`per: '${per}'`, { 'a.test.ts': hanging })
      const running = vitest(project)
      await running.seen(/here/)
      running.signal(signal)
      await running.done
      await expect.poll(async () => await objectsOfCopies(project.name)).toEqual([])
    },
  )
})
