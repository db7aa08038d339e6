import { once } from 'node:events'
import { type Watch, watch } from '../../engine/watch.ts'
import { label } from '../../model/labels.ts'
import { shownName } from '../../model/shown-name.ts'
import { isAlive } from '../../plan/is-alive.ts'
import type { Plan } from '../../plan/step.ts'
import { unlessAborted } from '../../run/aborted.ts'
import { type Exit, follow, type Follower, type Subject } from '../../run/logs/attach.ts'
import { plainLogs } from '../../run/logs/resume-attach.ts'
import { stop } from '../down.ts'
import { underLeaseOf } from '../lease/under-lease.ts'
import { up, type UpOptions } from '../up.ts'
import type { ArmedWatch } from '../watch/session.ts'
import { createWatchSwitch, isWatchable } from '../watch/switch.ts'
import type { World } from '../world/world.ts'
import { endedWith, failedAmong } from './ended-with.ts'
import { requireNames, shownServices } from './shown-services.ts'
import type { Sight } from './sight.ts'
import { soonAfter } from './soon-after.ts'

/** What an `up` in the foreground takes beside the options of `up`. */
export interface AttachedOptions extends UpOptions {
  /** Services whose output is shown; undefined: those that were named, or all. */
  readonly attach?: readonly string[]
  readonly attachDependencies?: boolean
  readonly noAttach: readonly string[]
  /** When one container's end is the end of all. */
  readonly abortOn: 'nothing' | 'exit' | 'failure'
  readonly exitCodeFrom?: string
  /** `count`: 4 when all have ended by themselves and one of them with another code than 0; docker compose 2.40.3 has 0. */
  readonly failures?: 'count'
  /** `sources`: containers are kept in step with their files, and their end is not the end of the command. */
  readonly watch?: 'sources'
  /** Where a person sits. */
  readonly desk?: Desk
}

/** Who steers an `up` in the foreground while it goes on. */
export interface Desk {
  /** Nothing will be asked any more. */
  readonly planned: () => void
  /** The containers are up. */
  readonly running: (controls: Controls) => void
  /** Aborts to leave the containers running. */
  readonly detached: AbortSignal
  /** Whether a key has asked for the end: then the exit code is as if all had ended by themselves (docker compose 2.40.3). */
  readonly stopped: () => boolean
  /** Nothing is steered any more. May be called twice. */
  readonly close: () => void
}

/** What the keys of an attached `up` can do. */
export interface Controls {
  /** `none`: there is nothing to watch. */
  readonly watch: () => 'on' | 'off' | 'none'
  /** Rejects as `startWatching`. */
  readonly toggleWatch: () => Promise<void>
}

/**
 * Brings a project up, shows what its containers print, and stays until they have ended, one of them ends everything, or
 * Ctrl-C stops them; 0 and running containers when the person at the desk lets go. Resolves with the exit code of docker
 * compose (COMPOSE.md: exit codes). Throws as `up`, and as `checkWatchable`.
 */
export async function upAttached(options: AttachedOptions, outside: World): Promise<number> {
  const world = await underLeaseOf(options, outside)
  const over = new AbortController()
  const early = new AbortController()
  const interrupted = Promise.withResolvers<undefined>()
  world.signal.addEventListener('abort', () => interrupted.resolve(undefined), { once: true })
  let session: Session | undefined
  let armed: ArmedWatch | undefined
  const companion: Companion = {
    planned: async (sight, plan) => {
      armed = await arm(sight, { options, world })
      options.desk?.planned()
      companion.watch = await watch(sight.engine, sight.project.name, over.signal)
      const follower = await attachAll(sight, plan, { options, world, watch: companion.watch })
      const end = firstEnd(follower, options)
      void end.then((exit) => exit !== undefined && early.abort(new Error(`${exit.container} ended`)))
      const shown = shownServices(options, sight.project)
      const hookSpeaker = (container: string, service: string): string | undefined =>
        shown.has(service) ? `${shownName(container, sight.project)} ->` : undefined
      session = { follower, sight, end, hookSpeaker, watch: companion.watch, begun: new Set() }
    },
    beforeStart: async (container, service) => {
      await session?.follower.attach(container, service)
      session?.begun.add(container)
    },
    hookSpeaker: (container, service) => session?.hookSpeaker(container, service),
  }
  try {
    const stopped = AbortSignal.any([world.signal, early.signal])
    await up(options, { ...world, signal: stopped }, companion).catch(unlessAborted(stopped))
    world.signal.throwIfAborted()
  } catch (error) {
    if (!world.signal.aborted || session === undefined) {
      armed?.close()
      throw error
    }
  }
  try {
    if (session === undefined) return 0
    return await stay(session, { armed, interrupted: interrupted.promise, asked: { options, world } })
  } finally {
    armed?.close()
    session?.follower.close()
    over.abort()
  }
}

/** Before anything is built or started, so that no change is missed. */
async function arm({ project }: Sight, { options, world }: Asked): Promise<ArmedWatch | undefined> {
  if (options.watch === undefined) return undefined
  const { armWatch } = await import('../watch/session.ts')
  return await armWatch(project, { replacedImages: 'remove' }, world)
}

interface Stay {
  readonly armed: ArmedWatch | undefined
  /** Resolves at Ctrl-C. */
  readonly interrupted: Promise<undefined>
  readonly asked: Asked
}

/** Until the end, whoever brings it about. */
async function stay(session: Session, { armed, interrupted, asked }: Stay): Promise<number> {
  const { follower, sight, end } = session
  const { world, options } = asked
  const first = world.signal.aborted ? undefined : await armed?.begin()
  const changed = (state: 'on' | 'off'): void => (state === 'on' ? follower.unsettle() : follower.settle())
  const files = createWatchSwitch(sight.project, world, { changed, ...(first === undefined ? {} : { first }) })
  if (first === undefined) follower.settle()
  const off = isWatchable(sight.project) ? 'off' : 'none'
  options.desk?.running({ watch: () => (files.isOn() ? 'on' : off), toggleWatch: files.toggle })
  const ends: Promise<Exit | 'detached' | undefined>[] = [end, interrupted]
  if (options.desk !== undefined) ends.push(letGo(options.desk.detached))
  const exit = await Promise.race(ends)
  await files.stop()
  return exit === 'detached' ? 0 : await finish(session, exit, asked)
}

async function letGo(detached: AbortSignal): Promise<'detached'> {
  if (!detached.aborted) await once(detached, 'abort')
  return 'detached'
}

interface Companion {
  readonly planned: (sight: Sight, plan: Plan) => Promise<void>
  readonly beforeStart: (container: string, service: string) => Promise<void>
  readonly hookSpeaker: HookSpeaker
  watch?: Watch
}

/** docker compose 2.40.3's name for what the hooks of a container print: `web-1 ->`; undefined where it is not shown. */
type HookSpeaker = (container: string, service: string) => string | undefined

interface Session {
  readonly follower: Follower
  readonly sight: Sight
  /** The end that ends everything; undefined when all have ended by themselves. */
  readonly end: Promise<Exit | undefined>
  readonly hookSpeaker: HookSpeaker
  readonly watch: Watch
  /** Containers that were begun to be started. */
  readonly begun: Set<string>
}

interface Asked {
  readonly options: AttachedOptions
  readonly world: World
}

/** Attaches to what runs already, and announces everybody who will be shown. */
async function attachAll(
  sight: Sight,
  plan: Plan,
  { options, world, watch: events }: Asked & { readonly watch: Watch },
): Promise<Follower> {
  const { project, engine } = sight
  requireNames(options, project)
  const shown = shownServices(options, project)
  const monitored = new Set(options.services.length > 0 ? sight.policy.targets : project.services.keys())
  const nameOf = (container: string): string => shownName(container, project)
  const follower = follow(
    { shows: (service) => shown.has(service), monitors: (service) => monitored.has(service), shownName: nameOf },
    {
      engine,
      watch: events,
      emit: world.emit,
      now: world.now,
      hurry: soonAfter(world.signal),
      ...(world.room && { room: world.room }),
    },
  )
  const starting = plan.steps.flatMap(({ action }) =>
    action.do === 'start-container' && action.hook === undefined ? [action] : [],
  )
  const names = [...plan.keep, ...starting]
    .filter(({ service }) => shown.has(service))
    .map(({ container }) => nameOf(container))
  if (names.length > 0) world.emit({ type: 'attached', containers: [...new Set(names)].toSorted() })
  const outside = { engine, emit: world.emit, now: world.now }
  const join = async (subject: Subject): Promise<void> => {
    const { container } = subject
    await follower.join(subject, async (signal) => {
      const logs = plainLogs(container, { follow: true, tail: '0' }, { ...outside, signal })
      // What a log driver does not let us read can still be listened to.
      return await logs.catch(async () => await engine.containers.attach(container, signal))
    })
  }
  await Promise.all(plan.keep.map(join))
  return follower
}

async function firstEnd(follower: Follower, { abortOn }: AttachedOptions): Promise<Exit | undefined> {
  for (;;) {
    const exit = await follower.nextExit()
    if (exit === undefined || abortOn === 'exit' || (abortOn === 'failure' && exit.exitCode !== 0)) return exit
  }
}

/** Stops what still runs, and finds the exit code. */
async function finish(session: Session, exit: Exit | undefined, asked: Asked): Promise<number> {
  const { world, options } = asked
  const kill = exit === undefined ? world.force : AbortSignal.any([world.signal, world.force])
  if (exit !== undefined || world.signal.aborted) {
    const message = world.signal.aborted
      ? 'Gracefully Stopping... press Ctrl+C again to force'
      : 'Aborting on container exit...'
    world.emit({ type: 'notice', message })
    await stopAll(session, kill, asked)
  }
  if (world.signal.aborted && (world.force.aborted || options.desk?.stopped() !== true)) return 130
  return await codeAtEnd(exit, session, asked)
}

async function codeAtEnd(exit: Exit | undefined, { sight }: Session, { options, world }: Asked): Promise<number> {
  const { exitCodeFrom, services, failures } = options
  if (exitCodeFrom !== undefined)
    return exit?.service === exitCodeFrom ? exit.exitCode : await endedWith(exitCodeFrom, sight)
  const counts = failures === 'count' && exit === undefined && !world.signal.aborted
  return counts ? await failedAmong(services.length > 0 ? sight.policy.targets : [], sight) : (exit?.exitCode ?? 0)
}

/** in reverse order, and at once when `kill` aborts. Says what still runs. */
async function stopAll(session: Session, kill: AbortSignal, { options, world }: Asked): Promise<void> {
  const { sight, follower, hookSpeaker } = session
  const { project, graph, engine } = sight
  const services = options.services.length > 0 ? sight.policy.targets : []
  const running = async (): Promise<readonly string[]> => {
    const found = await engine.containers.list([`${label.project}=${project.name}`])
    const ours = found.filter(({ service, oneOff }) => !oneOff && (services.length === 0 || services.includes(service)))
    return ours.filter(isAlive).map(({ name }) => name)
  }
  const killAll = async (): Promise<void> => {
    await Promise.all((await running()).map(async (name) => await engine.containers.kill(name, 'SIGKILL')))
  }
  let killed: Promise<void> | undefined
  const onKill = (): void => void (killed ??= killAll())
  if (kill.aborted) onKill()
  kill.addEventListener('abort', onKill)
  const timeout = options.timeout === undefined ? {} : { timeout: options.timeout }
  await stop({ project, graph }, { ...timeout, services, hookSpeaker }, { ...world, force: kill })
  await killed
  if (kill.aborted) {
    await begunStarts(session)
    await killAll()
  }
  await Promise.race([follower.drained(), new Promise((resolve) => setTimeout(resolve, 1000))])
  const left = await running()
  if (left.length > 0) world.emit({ type: 'notice', message: `still running: ${left.join(', ')}` })
}

/** Milliseconds: so long a start may take that was under way at the second Ctrl-C. */
const lateStart = 2_000

/** Resolves when no start is under way any more: a kill would miss what it brings up a moment later. */
async function begunStarts({ begun, watch: events, sight: { engine } }: Session): Promise<void> {
  const started = async (container: string): Promise<void> => {
    const changes = events.changes(container)
    const isUnderWay = async (): Promise<boolean> => (await engine.containers.inspect(container)).state === 'created'
    if (!(await isUnderWay())) return
    for await (const _ of changes) if (!(await isUnderWay())) return
  }
  const all = Promise.allSettled([...begun].map(started))
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, lateStart))])
}
