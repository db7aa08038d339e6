import { type Watch, watch } from '../../../engine/watch.ts'
import { shownName } from '../../../model/shown-name.ts'
import type { Plan } from '../../../plan/step.ts'
import { type Exit, follow, type Follower, type Following, type Subject } from '../../../run/logs/attach.ts'
import { plainLogs } from '../../../run/logs/resume-attach.ts'
import type { ArmedWatch } from '../../watch/session.ts'
import type { World } from '../../world/world.ts'
import { requireNames, shownServices } from '../shown-services.ts'
import type { Sight } from '../sight.ts'
import { soonAfter } from '../soon-after.ts'
import type { AttachedOptions } from './options.ts'

/** What was asked for, and where. */
export interface Asked {
  readonly options: AttachedOptions
  readonly world: World
}

/** The containers of a project that is being brought up, as they are followed. */
export interface Session {
  readonly sight: Sight
  readonly follower: Follower
  readonly watch: Watch
  /** The files that the containers are kept in step with, where that was asked for. */
  readonly armed: ArmedWatch | undefined
  /** The end that ends everything; undefined when all have ended by themselves. */
  readonly end: Promise<Exit | undefined>
  /** docker compose 2.40.3's name for what the hooks of a container print: `web-1 ->`; undefined where it is not shown. */
  readonly hookSpeaker: (container: string, service: string) => string | undefined
  /** Containers that were begun to be started. */
  readonly begun: Set<string>
  readonly close: () => void
}

/**
 * Begins to follow before the first step of the plan, so that nothing is missed. Throws for services that do not exist,
 * EngineError, and as `checkWatchable`; nothing is open then.
 */
export async function openSession(sight: Sight, plan: Plan, asked: Asked): Promise<Session> {
  const armed = await arm(sight, asked)
  asked.options.desk?.planned()
  const over = new AbortController()
  const close = (): void => {
    armed?.close()
    over.abort()
  }
  try {
    const events = await watch(sight.engine, sight.project.name, over.signal)
    const following = followingOf(sight, asked.options)
    const follower = followAll(following, { sight, asked, events })
    announce(plan, following, asked.world)
    await joinRunning(plan, follower, { sight, world: asked.world })
    return {
      sight,
      follower,
      watch: events,
      armed,
      end: firstEnd(follower, asked.options),
      hookSpeaker: (container, service) =>
        following.shows(service) ? `${following.shownName(container)} ->` : undefined,
      begun: new Set(),
      close: () => {
        close()
        follower.close()
      },
    }
  } catch (error) {
    close()
    throw error
  }
}

/** Before anything is built or started, so that no change is missed. */
async function arm({ project }: Sight, { options, world }: Asked): Promise<ArmedWatch | undefined> {
  if (options.watch === undefined) return undefined
  const { armWatch } = await import('../../watch/session.ts')
  return await armWatch(project, { replacedImages: 'remove' }, world)
}

function followingOf({ project, policy }: Sight, options: AttachedOptions): Following {
  requireNames(options, project)
  const shown = shownServices(options, project)
  const monitored = new Set(options.services.length > 0 ? policy.targets : project.services.keys())
  return {
    shows: (service) => shown.has(service),
    monitors: (service) => monitored.has(service),
    shownName: (container) => shownName(container, project),
  }
}

interface Scene {
  readonly sight: Sight
  readonly asked: Asked
  readonly events: Watch
}

function followAll(following: Following, { sight: { engine }, asked: { world }, events }: Scene): Follower {
  return follow(following, {
    engine,
    watch: events,
    emit: world.emit,
    now: world.now,
    hurry: soonAfter(world.signal),
    ...(world.room && { room: world.room }),
  })
}

/** Names everybody who will be shown. */
function announce(plan: Plan, { shows, shownName: nameOf }: Following, { emit }: World): void {
  const starting = plan.steps.flatMap(({ action }) =>
    action.do === 'start-container' && action.hook === undefined ? [action] : [],
  )
  const shown = [...plan.keep, ...starting].filter(({ service }) => shows(service))
  const names = new Set(shown.map(({ container }) => nameOf(container)))
  if (names.size > 0) emit({ type: 'attached', containers: [...names].toSorted() })
}

/** Attaches to what runs already. */
async function joinRunning(
  plan: Plan,
  follower: Follower,
  { sight: { engine }, world: { emit, now } }: { readonly sight: Sight; readonly world: World },
): Promise<void> {
  const join = async (subject: Subject): Promise<void> => {
    const { container } = subject
    await follower.join(subject, async (signal) => {
      const logs = plainLogs(container, { follow: true, tail: '0' }, { engine, emit, now, signal })
      // What a log driver does not let us read can still be listened to.
      return await logs.catch(async () => await engine.containers.attach(container, signal))
    })
  }
  await Promise.all(plan.keep.map(join))
}

async function firstEnd(follower: Follower, { abortOn }: AttachedOptions): Promise<Exit | undefined> {
  for (;;) {
    const exit = await follower.nextExit()
    if (exit === undefined || abortOn === 'exit' || (abortOn === 'failure' && exit.exitCode !== 0)) return exit
  }
}
