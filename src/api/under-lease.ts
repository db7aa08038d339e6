import type { Engine } from '../engine/port.ts'
import { label } from '../model/labels.ts'
import type { Observed } from '../plan/observed.ts'
import type { UpOptions } from './look.ts'
import type { World } from './world.ts'

/** The world in which the lease of the options holds, where they have one; what makes it so is not loaded for others. */
export async function underLeaseOf({ lease }: Pick<UpOptions, 'lease'>, world: World): Promise<World> {
  if (lease === undefined) return world
  const { underLease } = await import('./lease.ts')
  return underLease(lease, world)
}

/** Ids of the leases that something of a project carries. */
export function leasesOf({ containers, networks, volumes }: Observed): ReadonlySet<string> {
  const things = [...containers, ...[...networks.values()].flat(), ...volumes.values()]
  return new Set(things.flatMap(({ labels }) => labels.get(label.lease) ?? []))
}

/** `up` and `create` mean that a project stays. What else adds to one (`run`, `scale`, `watch`) adds to the lease that it is under. */
function means({ command = '' }: World): 'stay' | 'join' {
  return command === 'up' || command === 'create' ? 'stay' : 'join'
}

/**
 * The engine for more things of a project: under the world's lease, or that under which the others are, where that is this
 * user's and holds.
 */
export async function joined(
  engine: Engine,
  project: string,
  seen: { readonly observed: Observed; readonly world: World },
): Promise<Engine> {
  const { observed, world } = seen
  const { lease } = world
  if (lease !== undefined) {
    const { sparing } = await import('./join-lease.ts')
    return await sparing({ engine, lease }, observed, { project, world })
  }
  if (means(world) === 'stay' || leasesOf(observed).size === 0) return engine
  const { joinLease } = await import('./join-lease.ts')
  return joinLease(observed, engine, { project, world })
}

/** Takes a project out of the leases that it is under; says so. */
export async function released(project: string, observed: Observed, world: World): Promise<void> {
  if (world.lease !== undefined || means(world) === 'join') return
  if (leasesOf(observed).size === 0) return
  const { releaseFrom } = await import('./join-lease.ts')
  await releaseFrom(observed, project, world)
}
