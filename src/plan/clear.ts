import { createBuilder } from './builder.ts'
import type { ObservedContainer, ObservedNetwork, ObservedVolume } from './observed.ts'
import type { Plan, StepId } from './step.ts'

/** Everything in an engine that carries the label of one project. */
export interface Belongings {
  readonly containers: readonly ObservedContainer[]
  readonly networks: readonly ObservedNetwork[]
  readonly volumes: readonly ObservedVolume[]
}

/**
 * Throws a project away: containers are killed and removed at once, in no order and without hooks, then the networks and
 * volumes that they used. Nothing is worth a graceful end where its data goes, too. Images stay.
 */
export function planClear(project: string, { containers, networks, volumes }: Belongings): Plan {
  const builder = createBuilder()
  const removed = new Map<string, StepId>()
  for (const { id, name, service } of containers) {
    const action = { do: 'remove-container', container: name, service, anonymousVolumes: 'remove' } as const
    removed.set(id, builder.add({ action, because: 'thrown away', onFailure: 'go-on' }))
  }
  const after = (uses: (container: ObservedContainer) => boolean): readonly (StepId | undefined)[] =>
    containers.filter(uses).map(({ id }) => removed.get(id))
  for (const { id, name } of networks) {
    const users = after((container) => container.networks.has(name))
    const action = { do: 'remove-network', network: name, id } as const
    builder.add({ action, because: 'thrown away', after: users, onFailure: 'go-on' })
  }
  for (const { name } of volumes) {
    const users = after((container) => container.mounts.some((mount) => mount.name === name))
    const action = { do: 'remove-volume', volume: name } as const
    builder.add({ action, because: 'thrown away', after: users, onFailure: 'go-on' })
  }
  return { verb: 'down', project, steps: builder.steps, keep: [], orphans: [], warnings: [] }
}
