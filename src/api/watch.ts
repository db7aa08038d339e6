import { graphOf } from '../graph/graph.ts'
import type { Plan } from '../plan/step.ts'
import { copiesOf } from '../run/watch/copies.ts'
import { filesUnder } from '../run/watch/files-under.ts'
import { placeInContainer } from '../run/watch/rule.ts'
import { lockWatch } from '../run/watch/watch-lock.ts'
import { discreetPlan } from './execution/discreetly.ts'
import { requireOwner } from './project/owner.ts'
import { bringUp } from './up.ts'
import { look } from './up/look.ts'
import type { UpOptions } from './up/options.ts'
import type { Sight } from './up/sight.ts'
import { oldDevelopWarnings, withOldDevelop } from './watch/old-develop.ts'
import { checkWatchable, readRules } from './watch/rules.ts'
import { armWatch, type WatchOptions } from './watch/session.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface WatchVerbOptions extends ProjectOptions, WatchOptions {
  /** Whether the services are built and brought up first. */
  readonly up: 'first' | 'not'
  /** How many engine requests run at once. */
  readonly parallel?: number
}

/** What a watch would do at its beginning, and what for. */
export interface WatchPreview {
  /** Of the `up` at the beginning. */
  readonly plan?: Plan
  readonly rules: readonly {
    readonly service: string
    readonly action: string
    readonly path: string
    readonly target?: string
    /** How many files there are that set the rule off when they change. */
    readonly files: number
    /** Paths that are copied at the beginning, with their places in the container. */
    readonly initial: readonly { readonly path: string; readonly target: string }[]
  }[]
}

/**
 * Brings services up and keeps their containers in step with their files until the signal. Rejects as `up`, `armWatch` and
 * `lockWatch`; docker compose 2.40.3 creates the containers before it says that there is nothing to watch.
 */
export async function watch(options: WatchVerbOptions, world: World): Promise<void> {
  const sight = await lookForWatch(options, world)
  using _alone = lockWatch(sight.project.name, world)
  const armed = await armWatch(sight.project, options, world)
  try {
    if (options.up === 'first') await bringUp(sight, options, { world })
    else await requireOwner(sight.project, sight.observed.containers, { options, world })
    const session = await armed.begin()
    if (!world.signal.aborted)
      await new Promise<void>((resolve) => world.signal.addEventListener('abort', () => resolve(), { once: true }))
    await session.stop()
  } finally {
    armed.close()
  }
}

/** The same as data; can change nothing. */
export async function watchPreview(options: WatchVerbOptions, world: World): Promise<WatchPreview> {
  const sight = await lookForWatch(options, world)
  const { rules, initial, warnings } = await readRules(withOldDevelop(sight.project, world.home))
  for (const message of [...oldDevelopWarnings(sight.project), ...warnings]) world.emit({ type: 'warning', message })
  const shown = rules.map(async (rule) => {
    const files = (await filesUnder(rule)).toSorted()
    const { service, action, root: path, target } = rule
    const copied = initial.includes(rule) ? files.flatMap((file) => placeInContainer(rule, file) ?? []) : []
    const { put } = copiesOf(copied)
    return { service, action, path, ...(target !== undefined && { target }), files: files.length, initial: put }
  })
  const listed = { rules: await Promise.all(shown) }
  if (options.up === 'not') return listed
  const { planUp } = await import('../plan/up.ts')
  return { ...listed, plan: discreetPlan(planUp(sight.graph, sight.observed, sight.policy), sight.project) }
}

/** Images of services that are built and watched are always built (docker compose 2.40.3). */
async function lookForWatch(options: UpOptions, world: World): Promise<Sight> {
  const sight = await look(options, world)
  const { services: dated } = withOldDevelop(sight.project, world.home)
  checkWatchable({ ...sight.project, services: dated })
  const services = new Map(
    [...sight.project.services].map(([name, service]) => [
      name,
      service.build !== undefined && dated.get(name)?.develop !== undefined
        ? { ...service, pull_policy: 'build' }
        : service,
    ]),
  )
  const project = { ...sight.project, services }
  return { ...sight, project, graph: graphOf(project) }
}
