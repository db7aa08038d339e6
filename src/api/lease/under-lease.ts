import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import type { Project } from '../../model/project.ts'
import type { Observed } from '../../plan/observed.ts'
import type { UpOptions } from '../up/options.ts'
import type { World } from '../world/world.ts'
import { leasesOf } from './leases-of.ts'
import { meaningOf } from './meaning.ts'
import { releaseEnded } from './settle-leases.ts'

/** The world in which the lease of the options holds, where they have one; what makes it so is not loaded for others. */
export async function underLeaseOf({ lease }: Pick<UpOptions, 'lease'>, world: World): Promise<World> {
  if (lease === undefined) return world
  const { underLease } = await import('./lease.ts')
  return underLease(lease, world)
}

/**
 * The engine for more things of a project: under the world's lease, or that under which the others are, where that is this
 * user's and holds. What an `up` brings up for good is under none.
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
  if (meaningOf(world) === 'stay' || leasesOf(observed).size === 0) return engine
  const { joinLease } = await import('./join-lease.ts')
  return joinLease(observed, engine, { project, world })
}

/** Throws where a volume would be made under a lease, or was, and so be removed with it, whose data is to last. */
export async function refuseProtected(project: Project, observed: Observed, world: World): Promise<void> {
  const { protectedVolumes } = await import('../../plan/protected-volumes.ts')
  const held = protectedVolumes(project, [])
  if (held.size === 0) return
  const [{ endingWith }, { externalVolumes }] = await Promise.all([
    import('./join-lease.ts'),
    import('../../model/external.ts'),
  ])
  const ends = endingWith(observed, project.name, world)
  const external = externalVolumes(project)
  const isLost = (name: string): boolean => {
    const found = observed.volumes.get(name)
    return found === undefined ? !external.has(name) : ends.has(found.labels.get(label.lease) ?? '')
  }
  const said = [...held].flatMap(([name, words]) => (isLost(name) ? [`volume ${name} ${words}`] : []))
  if (said.length === 0) return
  throw Object.assign(new Error(`${said.join(', ')}, and what is made under a lease is removed when that ends`), {
    fix: 'bring the project up without a lease (`muster up` also takes it out of one), or a copy of it: `--isolate=NAME`',
  })
}

/** Takes a project out of the leases that it is under, or out of those that are over where it goes on under one; says so. */
export async function released(project: string, observed: Observed, world: World): Promise<void> {
  if (leasesOf(observed).size === 0) return
  if (world.lease !== undefined || meaningOf(world) !== 'stay') return await releaseEnded(project, world)
  const { releaseFrom } = await import('./join-lease.ts')
  await releaseFrom(observed, project, world)
}
