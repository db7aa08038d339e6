import { expect } from 'vitest'
import { muster, type Outcome } from './command.ts'
import { engineRequest, filters } from './engine.ts'
import { objectsOf, type TestProject } from './project.ts'
import { mutating, startProxy } from './proxy.ts'

/** The command succeeded. When it did not, the failure shows what it printed. */
export function expectSuccess(outcome: Outcome): void {
  expect({ code: outcome.code, stderr: outcome.code === 0 ? '' : outcome.stderr }).toEqual({ code: 0, stderr: '' })
}

/** Nothing in the engine carries the project's label: no container, no network, and no volume unless `volumes: 'kept'`. */
export async function expectNothingLeft(project: TestProject, volumes: 'kept' | 'removed' = 'removed'): Promise<void> {
  const left = await objectsOf(project.name)
  expect({
    containers: left.containers.map((c) => c.Names[0]),
    networks: left.networks.map((n) => n.Name),
    volumes: volumes === 'kept' ? [] : left.volumes.map((v) => v.Name),
  }).toEqual({ containers: [], networks: [], volumes: [] })
}

export interface Settled {
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Services that run to their end; each `up` runs them again, as docker compose does. */
  readonly oneShots?: readonly string[]
}

/** A second `up -d` succeeds and sends no request that changes the engine. */
export async function expectSettled(
  project: TestProject,
  { args = [], env = {}, oneShots = [] }: Settled = {},
): Promise<void> {
  await using proxy = await startProxy()
  const again = await muster(project, [...args, 'up', '-d'], { env: { ...env, DOCKER_HOST: proxy.address } })
  expectSuccess(again)
  const rerun = oneShots.map((service) => `POST /containers/${project.name}-${service}-1/start`)
  expect(mutating(proxy.requests).map((r) => `${r.method} ${r.path}`)).toEqual(rerun)
}

/** None of the planted secrets shows in what the commands printed, nor in the labels and names of the project's containers. */
export async function expectNoSecret(
  project: TestProject,
  secrets: readonly string[],
  outcomes: readonly Outcome[],
): Promise<void> {
  const printed = outcomes.map((o) => o.stdout + o.stderr).join('\n')
  const label = filters({ label: [`com.docker.compose.project=${project.name}`] })
  const listed = JSON.stringify(
    ((await engineRequest('GET', `/containers/json?all=1&${label}`)) as { Names: unknown; Labels: unknown }[]).map(
      (c) => [c.Names, c.Labels],
    ),
  )
  for (const secret of secrets) {
    expect(printed.includes(secret), 'a planted secret was printed').toBe(false)
    expect(listed.includes(secret), 'a planted secret stands in a label').toBe(false)
  }
}
