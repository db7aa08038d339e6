import { down, type DownOptions } from '../api/down.ts'
import { endpointsOf } from '../api/endpoints.ts'
import { type Lease, takeLease } from '../api/lease/lease.ts'
import { joined, refuseProtected, underLeaseOf } from '../api/lease/under-lease.ts'
import { projectOrName } from '../api/project/project-or-name.ts'
import { bringUp, type UpResult } from '../api/up.ts'
import { requireBegin } from '../api/up/begin-anew.ts'
import { look } from '../api/up/look.ts'
import type { UpOptions } from '../api/up/options.ts'
import type { Sight } from '../api/up/sight.ts'
import type { World } from '../api/world/world.ts'
import { externalVolumes } from '../model/external.ts'
import type { Project } from '../model/project.ts'
import { recalledProject } from '../plan/recalled-project.ts'
import { UpFailed } from '../plan/up-failed.ts'
import { type Controls, controlsOf } from './controls.ts'
import { endFor } from './existing.ts'
import { handedProject } from './handed-project.ts'
import { type LiveProject, refresh, seen } from './live-project.ts'
import { dataOf, type StackData } from './stack-data.ts'
import { type StackEndpoint, withUrl } from './stack-endpoint.ts'
import { type ProjectSource, type StackOptions, wantedOf } from './stack-options.ts'
import { serviceOf, type StackService } from './stack-service.ts'

/**
 * A project could not be brought up. What of it runs stays, so that it can be looked at: `down` takes it away. Where
 * something else is thrown (an EngineError, the signal's reason), `down` of the library does, with the same options.
 */
export class StackFailed extends UpFailed {
  readonly project: string
  readonly down: Stack['down']
  constructor({ message, failures }: UpFailed, { project, down: end }: Pick<StackFailed, 'project' | 'down'>) {
    super(message, failures)
    this.name = 'UpFailed'
    this.project = project
    this.down = end
  }
}

/**
 * A project that is up. With `await using` it is taken down at the end of the block, with the volumes that were made for it, also when
 * that was aborted; what was made under its lease is killed then, for nobody needs its data any more. `down` lets services end as the
 * file says.
 */
export interface Stack extends AsyncDisposable, Controls, StackData {
  /** The project's name, with what isolation added to it. */
  readonly name: string
  readonly project: Project
  /** A service of it. Throws a StackError for one that the project does not have. */
  service(name: string): StackService
  /** Where every published port of what runs is reached. */
  endpoints(): readonly StackEndpoint[]
  /** Looks at the containers again, after something else than this stack has changed them. */
  refresh(): Promise<void>
  /** Takes the project down; `volumes: 'remove'` takes its data along. Seconds until a container that does not stop is killed. */
  down(options?: { readonly volumes?: 'keep' | 'remove'; readonly timeout?: number }): Promise<void>
}

/**
 * Brings a project up, waits until its services are ready, and hands it out. Rejects as the verb does: ComposeError,
 * StackFailed (an UpFailed), EngineError. Under a lease all but a StackFailed leaves nothing of what was made.
 */
export async function up(options: StackOptions = {}, given?: Lease): Promise<Stack> {
  const { world, wanted: asked } = wantedOf(options, 'collect')
  world.signal.throwIfAborted()
  if (options.volumes === 'fresh' && options.existing === 'keep')
    throw new TypeError("`volumes: 'fresh'` takes away what `existing: 'keep'` leaves: give one")
  if (options.volumes === 'fresh') await takeAway(asked, options, world)
  const sight = await look(asked, world)
  const { name } = sight.project
  const before = { containers: sight.observed.containers, volumes: [...sight.observed.volumes.keys()] }
  const atEnd = endFor(name, before, options)
  const lease = atEnd.takes === 'nothing' || options.lease === 'none' ? undefined : (given ?? (await takeLease(world)))
  const wanted = { ...asked, ...(lease === undefined ? {} : { lease }) }
  const { project } = await broughtUp(sight, wanted, world).catch(async (error: unknown) => {
    if (error instanceof UpFailed)
      throw new StackFailed(error, {
        project: name,
        down: ending(name, { world, options: wanted, project: sight.project }),
      })
    // What went wrong before is what counts; what cannot be removed now is left to the watchdog.
    await lease?.end().catch(() => undefined)
    await lease?.[Symbol.asyncDispose]()
    throw error
  })
  const live: LiveProject = { project, options: wanted, world, ...(await seen(project.name, world)) }
  const end = ending(project.name, live)
  const dispose = async (): Promise<void> => {
    if (atEnd.takes === 'nothing') return await closed(world)
    await lease?.end()
    await ending(project.name, { ...live, spared: atEnd.spared })({ volumes: 'remove' })
  }
  return stackOf(live, { down: end, [Symbol.asyncDispose]: dispose })
}

/** What is created carries the lease, where there is one. */
async function broughtUp(sight: Sight, wanted: UpOptions, world: World): Promise<UpResult> {
  if (wanted.lease === undefined) return await bringUp(sight, wanted, { world })
  const leased = await underLeaseOf(wanted, world)
  const { project, observed } = sight
  await refuseProtected(project, observed, leased)
  const engine = await joined(await leased.engine(), project.name, { observed, world: leased })
  return await bringUp({ ...sight, engine }, wanted, { world: leased })
}

/** What is there of the project goes with its data. Throws a StackError where that is not for this program to say. */
async function takeAway(asked: UpOptions, options: StackOptions, world: World): Promise<void> {
  const { name } = await projectOrName(asked, world)
  const { containers } = await seen(name, world)
  const end = endFor(name, { containers, volumes: [] }, { ...options, lease: 'process' })
  if (end.takes !== 'project') return
  const term = options.lease === 'none' ? 'for good' : 'process'
  await requireBegin({ options: asked, term }, { ...world, emit: () => undefined })
  await takeDown({ world, options: { ...asked, by: 'files' }, volumes: 'remove' })
}

/**
 * Hands out a project that somebody else has brought up: another process, or the command line. Disposing of it takes nothing down.
 * Rejects with ComposeError and EngineError.
 */
export async function connect(options: ProjectSource = {}): Promise<Stack> {
  const { world: opened, wanted } = wantedOf(options)
  // What is added to the project from here lasts as long as the rest of it does.
  const world = { ...opened, command: 'connect' }
  const { name, project } = await projectOrName(wanted, world)
  const found = await seen(name, world)
  const separator = wanted.compatibility ? '_' : '-'
  const known = project ?? recalledProject({ name, separator }, found.containers)
  const live: LiveProject = { project: known, options: wanted, world, ...found }
  return stackOf(live, { down: ending(name, live), [Symbol.asyncDispose]: async () => await closed(world) })
}

function stackOf(live: LiveProject, ends: Pick<Stack, 'down' | typeof Symbol.asyncDispose>): Stack {
  return {
    ...controlsOf(live, []),
    ...dataOf(live),
    ...ends,
    name: live.project.name,
    project: handedProject(live.project),
    service: (name) => serviceOf(live, name),
    endpoints: () => endpointsOf(live.containers, live.address).map(withUrl),
    refresh: async () => await refresh(live),
    // Printed whole, it would show every variable of the process.
    [Symbol.for('nodejs.util.inspect.custom')]: () => `Stack ${live.project.name}`,
  }
}

async function closed(world: World): Promise<void> {
  const engine = await world.engine()
  engine.close()
}

interface Ending {
  readonly world: World
  readonly options: UpOptions & Pick<DownOptions, 'by'>
  /** As it was brought up: what is external in it stays. */
  readonly project?: Project
  /** Names of volumes that stay. */
  readonly spared?: ReadonlySet<string>
}

function ending(projectName: string, { world, options, project, spared = new Set() }: Ending): Stack['down'] {
  return async ({ volumes = 'keep', timeout } = {}) => {
    const time = timeout === undefined ? {} : { timeout }
    const others = new Set([...spared, ...(project === undefined ? [] : externalVolumes(project))])
    await takeDown({ world, options: { ...options, projectName, ...time }, volumes, spared: others })
    await options.lease?.[Symbol.asyncDispose]()
    await closed(world)
  }
}

/** A signal that has ended the work does not end the tidying up. */
async function takeDown({
  world,
  options,
  volumes,
  spared = new Set(),
}: Ending & { readonly volumes: 'keep' | 'remove' }): Promise<void> {
  const { signal } = new AbortController()
  await down({ ...options, services: [], orphans: 'remove', volumes, spared }, { ...world, signal })
}
