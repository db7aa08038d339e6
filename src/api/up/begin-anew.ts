import { externalVolumes } from '../../model/external.ts'
import { volumeName } from '../../model/names.ts'
import type { Project } from '../../model/project.ts'
import { protectedVolumes } from '../../plan/protected-volumes.ts'
import { down, type DownOptions, downPlan } from '../down.ts'
import { refuseProtected } from '../lease/under-lease.ts'
import { plan } from '../plan.ts'
import { mountersOf } from '../snapshot/stores.ts'
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
 * they would save is thrown away. Throws what the `up` would throw for files, names, the machine or its lease, and where others use
 * the data; then nothing has been removed.
 */
export async function beginAnew(beginning: Beginning, world: World): Promise<void> {
  const removal: DownOptions = { ...beginning.options, by: 'files', orphans: 'keep', volumes: 'remove', timeout: 0 }
  // What it warns of the `up` says, too.
  const quiet = { ...world, emit: () => undefined }
  const project = await requireBegin(beginning, quiet)
  await requireAlone(project, removal, quiet)
  await down(removal, world)
}

/** Throws where a volume of the project would keep its data, because a container that stays mounts it. */
async function requireAlone(project: Project, removal: DownOptions, world: World): Promise<void> {
  const external = externalVolumes(project)
  const own = [...project.volumes.keys()].map((key) => volumeName(project, key)).filter((name) => !external.has(name))
  const engine = await world.engine()
  const [{ steps }, seen, containers] = await Promise.all([
    downPlan(removal, world),
    engine.volumes.named(own),
    engine.containers.list([]),
  ])
  const kept = protectedVolumes(project, seen)
  const going = new Set(steps.flatMap(({ action }) => (action.do === 'remove-container' ? [action.container] : [])))
  const others = mountersOf(containers, new Set(own.filter((name) => !kept.has(name)))).filter(
    ({ name }) => !going.has(name),
  )
  if (others.length === 0) return
  const names = others.map(({ name }) => name)
  throw Object.assign(
    new Error(
      `${names.join(', ')} would stay, and mounts a volume of project ${project.name}, which keeps its data then`,
    ),
    {
      fix: `remove it first: \`docker rm -f ${names.join(' ')}\`, or \`muster down --remove-orphans\` where it is an orphan`,
    },
  )
}

/** What makes sure that the `up` can begin. Throws what it would throw for files, names, the machine or its lease. */
export async function requireBegin({ options, attached, term }: Beginning, world: World): Promise<Project> {
  const everything = { ...options, recreate: 'always', recreateDependencies: 'always' } as const
  const { refused, project } = await plan(everything, world)
  if (refused !== undefined) throw refused
  if (attached !== undefined) requireNames(attached, project)
  if (attached?.watch !== undefined) {
    const { armWatch } = await import('../watch/session.ts')
    const armed = await armWatch(project, { replacedImages: 'remove' }, world)
    armed.close()
  }
  if (term === 'for good') return project
  const { observed } = await look(options, world)
  await refuseProtected(project, observed, world)
  if (term === 'process') return project
  const { requireNotes } = await import('../lease/timed-lease.ts')
  requireNotes(world)
  return project
}
