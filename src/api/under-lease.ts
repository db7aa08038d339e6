import type { UpOptions } from './look.ts'
import type { World } from './world.ts'

/** The world in which the lease of the options holds, where they have one; what makes it so is not loaded for others. */
export async function underLeaseOf({ lease }: Pick<UpOptions, 'lease'>, world: World): Promise<World> {
  if (lease === undefined) return world
  const { underLease } = await import('./lease.ts')
  return underLease(lease, world)
}
