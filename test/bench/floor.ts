import * as http from 'node:http'
import { engineRequest, engineTarget, filters } from '../harness/engine.ts'
import type { RecordedRequest } from '../harness/proxy.ts'

/** What one `up` created, taken from its recorded requests, to be created again by bare calls. */
export interface Blueprint {
  readonly network: unknown
  readonly containers: readonly { readonly name: string; readonly body: unknown }[]
}

/** Reads the create calls of a recorded `up`. */
export function blueprint(requests: readonly RecordedRequest[]): Blueprint {
  const network = requests.find((r) => r.path === '/networks/create')
  const creates = requests.filter((r) => r.path.startsWith('/containers/create'))
  return {
    network: JSON.parse(network?.body ?? '{}'),
    containers: creates
      .map((r) => ({
        name: new URLSearchParams(r.path.split('?')[1]).get('name') ?? '',
        body: JSON.parse(r.body) as unknown,
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

/** The floor for services without dependencies: everything created and started side by side. Returns milliseconds. */
export async function floorFlat(plan: Blueprint): Promise<number> {
  const began = performance.now()
  await engineRequest('POST', '/networks/create', plan.network)
  await Promise.all(
    plan.containers.map(async ({ name, body }) => {
      await engineRequest('POST', `/containers/create?name=${name}`, body)
      await engineRequest('POST', `/containers/${name}/start`)
    }),
  )
  return performance.now() - began
}

/** The floor for a chain: all creates side by side, each start the moment the engine says that the one before is healthy. */
export async function floorChain(plan: Blueprint): Promise<number> {
  const began = performance.now()
  const health = await healthEvents(plan.containers.map((c) => c.name))
  await engineRequest('POST', '/networks/create', plan.network)
  const created = plan.containers.map(({ name, body }) =>
    engineRequest('POST', `/containers/create?name=${name}`, body),
  )
  for (const [i, { name }] of plan.containers.entries()) {
    await created[i]
    await engineRequest('POST', `/containers/${name}/start`)
    if (i < plan.containers.length - 1) await health.healthy(name)
  }
  health.close()
  return performance.now() - began
}

/** The floor of `down`: all stopped side by side, each removed when it stopped, then the network. */
export async function floorDown(plan: Blueprint): Promise<number> {
  const began = performance.now()
  await Promise.all(
    plan.containers.map(async ({ name }) => {
      await engineRequest('POST', `/containers/${name}/stop`)
      await engineRequest('DELETE', `/containers/${name}?force=1`)
    }),
  )
  await engineRequest('DELETE', `/networks/${(plan.network as { Name: string }).Name}`)
  return performance.now() - began
}

interface Health {
  healthy(container: string): Promise<void>
  close(): void
}

async function healthEvents(containers: readonly string[]): Promise<Health> {
  const healthy = new Map(containers.map((name) => [name, Promise.withResolvers<void>()]))
  const path = `/events?${filters({ type: ['container'], event: ['health_status'], container: containers })}`
  const req = http.get({ ...engineTarget(), path })
  req.on('error', () => undefined) // closed by us
  await new Promise<void>((resolve) => {
    req.on('response', (res) => {
      res.setEncoding('utf8').on('data', (lines: string) => {
        for (const line of lines.split('\n').filter(Boolean)) {
          const event = JSON.parse(line) as { Action: string; Actor: { Attributes: { name: string } } }
          if (event.Action.endsWith(': healthy')) healthy.get(event.Actor.Attributes.name)?.resolve()
        }
      })
      resolve()
    })
  })
  return { healthy: async (name) => await healthy.get(name)?.promise, close: () => req.destroy() }
}
