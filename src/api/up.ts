import type { Watch } from '../engine/watch.ts'
import type { Emit, Event } from '../events.ts'
import { imageName, restorationName } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import { ignoredRights } from '../plan/ignored-rights.ts'
import type { Plan } from '../plan/step.ts'
import { UpFailed } from '../plan/up-failed.ts'
import type { OwnProbes } from '../run/ready/own-probes.ts'
import type { Undertaking } from './execution/carry-out.ts'
import { discreetly } from './execution/discreetly.ts'
import { createRecorder } from './execution/recorder.ts'
import { released, underLeaseOf } from './lease/under-lease.ts'
import { requireOwnData, requireOwner } from './project/owner.ts'
import { look, observeAll } from './up/look.ts'
import type { UpOptions } from './up/options.ts'
import { provide } from './up/providers.ts'
import type { Sight } from './up/sight.ts'
import { warn } from './world/warn.ts'
import type { World } from './world/world.ts'

export type { UpOptions } from './up/options.ts'

/** What an attached `up` wants to know on the way. */
export interface UpCompanion {
  /**
   * After loading, observing and planning, before anything is done. Resolves with the watch of the project that it has opened;
   * without one, the plan's waits open their own.
   */
  readonly planned?: (sight: Sight, plan: Plan) => Promise<Watch | undefined>
  /** Right before a container is started: attach here and no output is lost. */
  readonly beforeStart?: (container: string, service: string) => Promise<void>
  /** The name under which the output of a container's hooks is shown; undefined where it is not. */
  readonly hookSpeaker?: (container: string, service: string) => string | undefined
  /** Hears the result of each probe that is made meanwhile, beside the engine's own. */
  readonly probed?: OwnProbes['note']
  /** Hears the id of each container that is made. */
  readonly made?: (container: string, id: string) => void
}

/** The project that was brought up, and what was done for it. */
export interface UpResult {
  readonly project: Project
  readonly plan: Plan
}

/**
 * Brings a project up. A project that is as it should be costs one look at the engine: four requests, none of which
 * changes anything, and no event stream. Throws a ComposeError for mistakes in files, UpFailed when a container
 * cannot be brought up (with everything that explains it), the signal's reason when interrupted.
 */
export async function up(options: UpOptions, world: World, companion: UpCompanion = {}): Promise<UpResult> {
  const leased = await underLeaseOf(options, world)
  return await bringUp(await look(options, leased), options, { world: leased, companion })
}

/** The same with a project that was looked at already. */
export async function bringUp(
  seen: Sight,
  options: UpOptions,
  by: { readonly world: World; readonly companion?: UpCompanion },
): Promise<UpResult> {
  try {
    return await broughtUp(seen, options, by)
  } catch (error) {
    const { withWorktreeHint } = await import('./copies/worktree-hint.ts')
    throw await withWorktreeHint(error, seen.project, by.world)
  }
}

async function broughtUp(
  seen: Sight,
  options: UpOptions,
  { world, companion = {} }: { readonly world: World; readonly companion?: UpCompanion },
): Promise<UpResult> {
  await requireOwner(seen.project, seen.observed.containers, { options, world })
  await requireOwnData(seen.project, { observed: seen.observed, options, world })
  await released(seen.project.name, seen.observed, world)
  const recorder = createRecorder(world)
  const { name: project, copy } = seen.project
  const kept = copy?.ports === 'fresh' ? 'nothing' : isStartUp(options) ? 'all' : 'containers'
  const of = { project, kept, onTimeline: options.onTimeline } as const
  const noted = { ...companion, made: recorder.made }
  const result = await carriedOut(seen, options, { world: recorder.world, companion: noted }).catch(
    async (error: unknown) => {
      const outcome = world.signal.aborted ? 'interrupted' : 'failed'
      // What went wrong with the work is what counts.
      await recorder.end({ ...of, outcome, error }).catch(() => undefined)
      throw error
    },
  )
  await recorder.end({ ...of, outcome: 'up' })
  return result
}

/** What `run` makes ready, what is only created and what a watch builds anew is no start-up to remember. */
function isStartUp({ oneOff, start, remembered }: UpOptions): boolean {
  return oneOff === undefined && start !== 'none' && remembered !== 'never'
}

async function carriedOut(
  seen: Sight,
  options: UpOptions,
  { world, companion }: { readonly world: World; readonly companion: UpCompanion },
): Promise<UpResult> {
  return await discreetly(seen.project, world, async (quiet) => {
    const whole = seen.observed.volumes.has(restorationName(seen.project.name))
      ? await withWholeData(seen, quiet)
      : seen
    const settled = seen.project.copy === undefined ? whole : await withPorts(whole, quiet)
    await prepared(settled, quiet)
    const provided = await provide(await withAnswer(settled, options), quiet)
    const { sight, lacking } = await refreshed(provided, options, quiet)
    const plan = await planOf(sight, quiet)
    warnOfOrphans(plan, quiet)
    warn(ignoredRights(plan, sight.project), quiet)
    const watch = await companion.planned?.(sight, plan)
    const onward = { ...quiet, emit: withoutRepeats(quiet.emit, lacking) }
    const aboard = { ...companion, lacking, ...(watch && { watch }) }
    return await carryOutPersistently(plan, { sight, options, world: onward, companion: aboard })
  })
}

/** Loaded only where a `reset` was cut off. */
async function withWholeData(sight: Sight, world: World): Promise<Sight> {
  const { healRestoration } = await import('./snapshot/restoration.ts')
  using _held = await world.hold(sight.project.name)
  await healRestoration(sight.project.name, world)
  return { ...sight, observed: await observeAll(sight.engine, sight.project, { world }) }
}

/** Loaded only for copies. */
async function withPorts(sight: Sight, world: World): Promise<Sight> {
  const { refuseSharedData } = await import('../run/preflight/shared-data.ts')
  await refuseSharedData(sight)
  const { settledPorts } = await import('./copies/settle-ports.ts')
  return await settledPorts(sight, world)
}

/** Loaded only where there are models. */
async function prepared(sight: Sight, world: World): Promise<void> {
  if (sight.project.models.size === 0) return
  const { prepareModels } = await import('./up/models.ts')
  await prepareModels(sight, world)
}

/** Data is only given up by who has been asked for each volume. */
async function withAnswer(sight: Sight, { giveUp }: UpOptions): Promise<Sight> {
  if (giveUp === undefined || sight.policy.changedVolumes !== 'keep') return sight
  const { changedVolumes } = await import('../plan/volumes.ts')
  const changed = changedVolumes(sight)
  if (changed.length === 0) return sight
  return { ...sight, policy: { ...sight.policy, changedVolumes: { recreate: await giveUp(changed) } } }
}

/** In docker compose's words (2.40.3), and with the files that they come from where those are others. */
function warnOfOrphans({ orphans, orphanFiles = new Map() }: Plan, world: World): void {
  if (orphans.length === 0) return
  const message = `Found orphan containers ([${orphans.join(' ')}]) for this project. If you removed or renamed this service in your compose file, you can run this command with the --remove-orphans flag to clean it up.`
  const others = [...orphanFiles].map(
    ([container, files]) => ` ${container} was made from ${files}, which this command does not read.`,
  )
  world.emit({ type: 'warning', message: `${message}${others.join('')}` })
}

async function planOf(sight: Sight, world: World): Promise<Plan> {
  const { planUp } = await import('../plan/up.ts')
  const plan = planUp(sight.graph, sight.observed, sight.policy)
  for (const message of plan.warnings) world.emit({ type: 'warning', message })
  world.emit({ type: 'plan', plan })
  return plan
}

/** Milliseconds before the second and the third look at a project that changed while it was brought up. */
const pauses = [200, 1000] as const

/**
 * Somebody else may be at work on the same project: another command, or requests of a killed one that the engine still
 * carries out. Names are taken or gone then that were not a moment ago. That is settled by another look and another plan.
 */
async function carryOutPersistently(
  plan: Plan,
  undertaking: Undertaking & { readonly sight: Sight },
): Promise<UpResult> {
  const { project } = undertaking.sight
  if (plan.steps.length === 0) return { project, plan }
  using held = await undertaking.world.hold(project.name)
  const first = held.waited ? await planAgain(undertaking) : plan
  let now: { readonly plan: Plan; readonly undertaking: typeof undertaking } = { plan: first, undertaking }
  const { preflight } = await import('../run/preflight/preflight.ts')
  const checked = async (): Promise<UpResult> => {
    const [told, concerns] = await Promise.all([
      withOldValues(now.plan, now.undertaking.sight),
      preflight(now.plan, now.undertaking.sight),
    ])
    warn(concerns, now.undertaking.world)
    return await attempted(told, now.undertaking)
  }
  if (project.copy === undefined) return await checked()
  const refused = new Set<number>()
  for (let tries = 0; ; tries++) {
    try {
      return await checked()
    } catch (error) {
      const { withOtherPorts } = await import('./copies/settle-ports.ts')
      const { sight, world } = now.undertaking
      const moved = tries < portTries ? await withOtherPorts(error, sight, { world, refused }) : undefined
      if (moved === undefined) throw error
      const next = { ...now.undertaking, sight: moved }
      now = { plan: await planAgain(next), undertaking: next }
    }
  }
}

/** With the values that are about to be replaced, for who asks later (`muster why`). */
async function withOldValues(plan: Plan, sight: Sight): Promise<Plan> {
  const replaces = plan.steps.some(({ action, group }) => action.do === 'create-container' && group !== undefined)
  if (!replaces) return plan
  const { recall } = await import('./up/recall.ts')
  return await recall(plan, sight).catch(() => plan)
}

/** How often a copy looks for other host ports when somebody takes them before its containers start. */
const portTries = 5

/** Somebody else's changes are settled by another look. */
async function attempted(plan: Plan, undertaking: Undertaking & { readonly sight: Sight }): Promise<UpResult> {
  const { carryOut } = await import('./execution/carry-out.ts')
  const { project } = undertaking.sight
  let next = plan
  for (const pause of pauses) {
    try {
      await carryOut(next, undertaking)
      return { project, plan: next }
    } catch (error) {
      if (!(error instanceof UpFailed) || !error.failures.every(({ conflict }) => conflict === true)) throw error
      await new Promise((resolve) => setTimeout(resolve, pause))
      next = await planAgain(undertaking)
    }
  }
  await carryOut(next, undertaking)
  return { project, plan: next }
}

async function planAgain({ sight, world }: Undertaking & { readonly sight: Sight }): Promise<Plan> {
  return await planOf({ ...sight, observed: await observeAll(sight.engine, sight.project, { world }) }, world)
}

interface Refreshed {
  readonly sight: Sight
  /** Images that could not be pulled or built, with the reason: their services stay as they are, the others go on. */
  readonly lacking: ReadonlyMap<string, Error>
}

/** Images of running services come first: only when they are there it shows whether containers must be replaced. */
async function refreshed(sight: Sight, options: UpOptions, world: World): Promise<Refreshed> {
  const { planRefresh } = await import('../plan/up.ts')
  const { plan, services } = planRefresh(sight.graph, sight.observed, sight.policy)
  const lacking = new Map<string, Error>()
  if (plan.steps.length === 0) return { sight, lacking }
  const { preflight } = await import('../run/preflight/preflight.ts')
  warn(await preflight(plan, sight), world)
  const { carryOut } = await import('./execution/carry-out.ts')
  const emit = (event: Event): void => {
    world.emit(event)
    if (event.type === 'step-failed' && 'image' in event.step.action) lacking.set(event.step.action.image, event.error)
  }
  await carryOut(plan, { sight, options, world: { ...world, emit }, companion: {} }).catch((error: unknown) => {
    if (!(error instanceof UpFailed)) throw error
  })
  const observed = await observeAll(sight.engine, sight.project, { world })
  const there = services.filter((name) => !lacking.has(imageOf(sight.project, name)))
  return { sight: { ...sight, observed, policy: { ...sight.policy, refreshed: new Set(there) } }, lacking }
}

/** What has failed before, and is known to fail again, is not told twice. */
function withoutRepeats(emit: Emit, lacking: ReadonlyMap<string, Error>): Emit {
  if (lacking.size === 0) return emit
  return (event) => {
    const action = 'step' in event ? event.step.action : undefined
    if (action === undefined || !('image' in action) || !lacking.has(action.image)) return emit(event)
    if (event.type === 'step-failed')
      emit({ type: 'step-skipped', step: event.step, at: event.at, because: 'it has failed before' })
    else if (event.type !== 'step-started') emit(event)
  }
}

function imageOf(project: Project, name: string): string {
  const service = project.services.get(name)
  return service === undefined ? '' : imageName(project, service)
}
