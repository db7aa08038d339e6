import { label } from '../../model/labels.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { planRestart } from '../../plan/restart.ts'
import { UpFailed } from '../../plan/up-failed.ts'
import { filesUnder } from '../../run/watch/files-under.ts'
import type { Reaction } from '../../run/watch/reaction.ts'
import { placeInContainer, type WatchRule } from '../../run/watch/rule.ts'
import { createSyncer, type Syncer } from '../../run/watch/syncer.ts'
import { carryOut } from '../execution/carry-out.ts'
import { discreetly } from '../execution/discreetly.ts'
import type { World } from '../world/world.ts'
import { runWatchHook } from './hook.ts'
import { rebuild } from './rebuild.ts'
import type { Watched } from './watched.ts'

/** Does what changes ask for. Failures are warnings. */
export interface Reactor {
  /** Resolves with the paths that could not be brought into their containers. Rejects when the signal aborts. */
  readonly react: (reaction: Reaction) => Promise<ReadonlySet<string>>
  /** Copies all files of the rules with `initial_sync`. */
  readonly begin: () => Promise<void>
}

/** The order within a batch is docker compose's: rebuild, sync, restart, exec. */
export function createReactor(watched: Watched): Reactor {
  const { initial, world } = watched
  const containersOf = async (service: string): Promise<readonly ObservedContainer[]> =>
    await findContainers(service, watched)
  const syncer = createSyncer({ engine: watched.engine, emit: world.emit, signal: world.signal, containersOf })
  const initially = async (rules: readonly WatchRule[]): Promise<void> => {
    for (const [service, own] of Map.groupBy(rules, (rule) => rule.service))
      await syncAll(service, own, { syncer, world })
  }
  return {
    begin: async () => void (await succeeds(watched, async () => await initially(initial))),
    react: async ({ rebuild: rebuilds, sync, restart, exec }) => {
      const failed = new Set<string>()
      const left = new Set<string>()
      for (const service of rebuilds) {
        const done = await succeeds(watched, async (quiet) => {
          await rebuild(service, { ...watched, world: quiet })
          await initially(initial.filter((rule) => rule.service === service))
        })
        if (!done) failed.add(service)
      }
      for (const [service, files] of sync) {
        say(`Syncing service ${JSON.stringify(service)} after ${files.size} changes were detected`, world)
        if (await succeeds(watched, async () => await syncer.sync(service, files.values()))) continue
        failed.add(service)
        for (const { path } of files.values()) left.add(path)
      }
      const restarts = [...restart].filter((service) => !failed.has(service))
      if (restarts.length > 0)
        await succeeds(watched, async (quiet) => await restartServices(restarts, { ...watched, world: quiet }))
      // What could not be removed from a container that did not run.
      for (const service of restarts) await succeeds(watched, async () => await syncer.sync(service, []))
      const hooks = [...exec].filter(({ service }) => !failed.has(service))
      const run = async (rule: WatchRule): Promise<boolean> =>
        await succeeds(watched, async () => await runWatchHook(rule, await containersOf(rule.service), watched))
      await Promise.all(hooks.map(run))
      return left
    },
  }
}

/** Whether the work came to its end; says what went wrong. */
async function succeeds({ project, world }: Watched, work: (world: World) => Promise<void>): Promise<boolean> {
  try {
    await discreetly(project, world, work)
    return true
  } catch (error) {
    world.signal.throwIfAborted()
    const message = error instanceof Error ? error.message : String(error)
    const reasons = error instanceof UpFailed ? error.failures.map((failure) => failure.message) : []
    const text = [...new Set([message, ...reasons])].join('; ')
    world.emit({ type: 'warning', message: `Error handling changed files: ${text}` })
    return false
  }
}

function say(message: string, { emit }: Pick<World, 'emit'>): void {
  emit({ type: 'watch', message })
}

/** The same rules as for what changes later. */
async function syncAll(
  service: string,
  rules: readonly WatchRule[],
  { syncer, world }: { readonly syncer: Syncer; readonly world: World },
): Promise<void> {
  const found = await Promise.all(
    rules.map(async (rule) => (await filesUnder(rule)).flatMap((path) => placeInContainer(rule, path) ?? [])),
  )
  const files = found.flat()
  say(`Syncing service ${JSON.stringify(service)}: ${files.length} files to begin with`, world)
  await syncer.sync(service, files)
}

async function findContainers(
  service: string,
  { engine, project }: Pick<Watched, 'engine' | 'project'>,
): Promise<readonly ObservedContainer[]> {
  const found = await engine.containers.list([`${label.project}=${project.name}`, `${label.service}=${service}`])
  return found.filter(({ oneOff, configHash }) => !oneOff && configHash !== undefined)
}

async function restartServices(services: readonly string[], { project, graph, engine, world }: Watched): Promise<void> {
  const [{ api: apiVersion }, containers] = await Promise.all([
    engine.version(),
    engine.containers.list([`${label.project}=${project.name}`]),
  ])
  const scene = { project, graph, from: 'files', targets: services, apiVersion, containers } as const
  const plan = planRestart(scene, { dependents: 'follow' })
  world.emit({ type: 'plan', plan })
  await carryOut(plan, { sight: { engine, project }, options: {}, world, companion: {} })
  say(`service(s) [${services.map((it) => JSON.stringify(it)).join(' ')}] restarted`, world)
}
