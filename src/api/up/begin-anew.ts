import { down } from '../down.ts'
import { refuseProtected } from '../lease/under-lease.ts'
import { plan } from '../plan.ts'
import type { World } from '../world/world.ts'
import type { AttachedOptions } from './attached.ts'
import { look } from './look.ts'
import type { UpOptions } from './options.ts'
import { requireNames } from './shown-services.ts'

/** The `up` that is to begin with nothing. */
export interface Beginning {
  readonly options: UpOptions
  /** Where it stays in the foreground. */
  readonly attached?: AttachedOptions
  /** What it creates lasts for good, as long as its process, or for a time. */
  readonly term: 'for good' | 'process' | 'time'
}

/**
 * Removes what there is of a project, its data included, so that an `up` begins with nothing. Containers are killed at once: what
 * they would save is thrown away. Throws what the `up` would throw for files, names, the machine or its lease, and then nothing has been
 * removed.
 */
export async function beginAnew(beginning: Beginning, world: World): Promise<void> {
  // What it warns of the `up` says, too.
  await requireBegin(beginning, { ...world, emit: () => undefined })
  await down({ ...beginning.options, orphans: 'keep', volumes: 'remove', timeout: 0 }, world)
}

async function requireBegin({ options, attached, term }: Beginning, world: World): Promise<void> {
  const everything = { ...options, recreate: 'always', recreateDependencies: 'always' } as const
  const { refused, project } = await plan(everything, world)
  if (refused !== undefined) throw refused
  if (attached !== undefined) requireNames(attached, project)
  if (attached?.watch !== undefined) {
    const { armWatch } = await import('../watch/session.ts')
    const armed = await armWatch(project, { replacedImages: 'remove' }, world)
    armed.close()
  }
  if (term === 'for good') return
  const { observed } = await look(options, world)
  await refuseProtected(project, observed, world)
  if (term === 'process') return
  const { requireNotes } = await import('../lease/timed-lease.ts')
  requireNotes(world)
}
