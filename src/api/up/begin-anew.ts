import { down } from '../down.ts'
import { plan } from '../plan.ts'
import type { World } from '../world/world.ts'
import type { UpOptions } from './options.ts'

/**
 * Removes what there is of a project, its data included, so that an `up` begins with nothing. Containers are killed at once: what
 * they would save is thrown away. Throws what the `up` would throw for files or the machine, and then nothing has been removed.
 */
export async function beginAnew(options: UpOptions, world: World): Promise<void> {
  const everything = { ...options, recreate: 'always', recreateDependencies: 'always' } as const
  // What it warns of the `up` says, too.
  const { refused } = await plan(everything, { ...world, emit: () => undefined })
  if (refused !== undefined) throw refused
  await down({ ...options, orphans: 'keep', volumes: 'remove', timeout: 0 }, world)
}
