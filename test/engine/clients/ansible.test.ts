import { expect, test } from 'vitest'
import { type Outcome, start } from '../../harness/command.ts'
import { expectNothingLeft, expectSuccess } from '../../harness/oracles.ts'
import { asDockerCompose } from '../../harness/plugin.ts'
import { testProject, type TestProject } from '../../harness/project.ts'

const stack = `
services:
  web:
    image: busybox
    command: sleep 3600
    init: true
    labels: { purpose: shop }
    depends_on: { db: { condition: service_healthy } }
  db:
    image: busybox
    command: sleep 3600
    init: true
    volumes: [data:/data]
    healthcheck: { test: "true", interval: 1s }
volumes: { data: }
`

/** What community.docker 3.6 and later take for a change when it stands in an event of `--progress json`. */
const working = new Set('Creating Starting Restarting Stopping Killing Removing Recreate Pulling Building'.split(' '))

interface Event {
  readonly id?: string
  readonly status?: string
  readonly text?: string
  readonly error?: boolean
  readonly message?: string
}

/** The command lines of the modules docker_compose_v2 and docker_compose_v2_run. */
function ansible(project: TestProject, env: Readonly<Record<string, string>>) {
  const base = ['docker', 'compose', '--ansi', 'never', '--progress', 'json', '--project-directory', project.directory]
  const call = async (...args: readonly string[]): Promise<Outcome> =>
    await start([...base, '--project-name', project.name, ...args], { cwd: project.directory, env }).done
  const present = ['up', '--detach', '--no-color', '--quiet-pull']
  const changed = async (...args: readonly string[]): Promise<boolean> => {
    const outcome = await call(...args, '--')
    expectSuccess(outcome)
    return eventsOf(outcome).some(({ status = '', text = '' }) => working.has(status) || working.has(text))
  }
  const containers = async (): Promise<readonly object[]> =>
    linesOf((await call('ps', '--format', 'json', '--all', '--no-trunc')).stdout)
  return { call, present, changed, containers }
}

function linesOf<T>(text: string): readonly T[] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as T)
}

const eventsOf = ({ stderr }: Outcome): readonly Event[] => linesOf<Event>(stderr)

test('Ansible sees from the events whether something changed, and from ps and images what there is', async () => {
  await using project = await testProject({ 'compose.yaml': stack })
  const { changed, present, containers, call } = ansible(project, await asDockerCompose(project))
  expect(await changed(...present, '--dry-run')).toBe(true)
  expect(await changed(...present, '--wait', '--wait-timeout', '30')).toBe(true)
  expect(await changed(...present)).toBe(false)
  expect(await changed(...present, '--dry-run')).toBe(false)
  expect(await containers()).toEqual(
    ['db', 'web'].map((service) =>
      expect.objectContaining({
        Service: service,
        State: 'running',
        ID: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        Names: `${project.name}-${service}-1`,
        Networks: `${project.name}_default`,
        Publishers: [],
        Labels: expect.stringContaining(`com.docker.compose.service=${service}`) as string,
      }),
    ),
  )
  const images = JSON.parse((await call('images', '--format', 'json')).stdout) as readonly object[]
  expect(images.map((image) => Object.keys(image))).toEqual(
    images.map(
      () => expect.arrayContaining(['ID', 'ContainerName', 'Repository', 'Tag', 'Platform', 'Size']) as string[],
    ),
  )
  expect(await changed('stop', '--timeout', '1')).toBe(true)
  expect(await changed(...present, '--no-start')).toBe(false)
  expect(await changed('restart', '--no-deps', '--timeout', '1')).toBe(true)
  expect(await changed('down', '--remove-orphans', '--volumes', '--timeout', '1', '--dry-run')).toBe(true)
  expect(await changed('down', '--remove-orphans', '--volumes', '--timeout', '1')).toBe(true)
  expect(await changed('down')).toBe(false)
  await expectNothingLeft(project)
})

test('Ansible is told in an event why a command failed', async () => {
  await using project = await testProject({ 'compose.yaml': 'services: { a: { image: busybox, comand: x } }\n' })
  const { call, present } = ansible(project, await asDockerCompose(project))
  const failed = await call(...present, '--')
  expect(failed.code).not.toBe(0)
  expect(eventsOf(failed)).toEqual([
    { error: true, message: expect.stringContaining("'comand' not allowed") as string },
  ])
})
