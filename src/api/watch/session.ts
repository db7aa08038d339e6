import { relative } from 'node:path'
import { graphOf } from '../../graph/graph.ts'
import type { Project } from '../../model/project.ts'
import { unlessAborted } from '../../run/aborted.ts'
import { type Batches, createBatches, usualPace } from '../../run/watch/batch.ts'
import { watchTexts } from '../../run/watch/changed-files.ts'
import { type FileWatch, watchFiles } from '../../run/watch/file-watch.ts'
import { reactionTo } from '../../run/watch/reaction.ts'
import { skipsFolder, type WatchRule } from '../../run/watch/rule.ts'
import type { World } from '../world/world.ts'
import { oldDevelopWarnings, withOldDevelop } from './old-develop.ts'
import { createReactor, type Reactor } from './react.ts'
import { checkWatchable, readRules } from './rules.ts'
import { watchTrouble } from './trouble.ts'
import type { Watched } from './watched.ts'

export type WatchOptions = Pick<Watched, 'replacedImages'>

/** A watch that goes on until it is stopped. */
export interface WatchSession {
  /** Resolves when the work at hand has ended. */
  readonly stop: () => Promise<void>
}

/** Files are watched already; what changes is kept for the beginning. */
export interface ArmedWatch {
  /** The containers are up: makes the first copies and resolves when all that changes from now on is followed. */
  readonly begin: () => Promise<WatchSession>
  /** For a watch that never begins. */
  readonly close: () => void
}

/** Arms and begins a watch where the containers are up already (the key `w`). Rejects as `armWatch`. */
export async function startWatching(project: Project, options: WatchOptions, world: World): Promise<WatchSession> {
  return await (await armWatch(project, options, world)).begin()
}

/**
 * Watches the files of a project, to keep its containers in step (`watch`, `up --watch`). In two steps, so that nothing is
 * missed that changes while the containers come up. Rejects as `checkWatchable` and `readRules`, and when folders cannot be watched. What goes wrong later is a warning.
 */
export async function armWatch(project: Project, options: WatchOptions, world: World): Promise<ArmedWatch> {
  const dated = withOldDevelop(project, world.home)
  checkWatchable(dated)
  const { rules, initial, warnings } = await readRules(dated)
  for (const message of [...oldDevelopWarnings(project), ...warnings]) world.emit({ type: 'warning', message })
  const over = new AbortController()
  const batches = createBatches(usualPace)
  const sources = await watchRoots(rules, batches, world)
  // Without it nothing is told of changes in the project's own files, and the watch is as good as before.
  const texts = await watchTexts(project.files, (file) => {
    const message = `${relative(world.cwd, file) || file} has changed; what it says now counts when you start this again`
    world.emit({ type: 'warning', message })
  }).catch(() => undefined)
  const close = (): void => [sources, texts].forEach((watching) => watching?.close())
  const signal = AbortSignal.any([world.signal, over.signal])
  const begin = async (): Promise<WatchSession> => {
    const engine = await world.engine()
    const graph = graphOf(project)
    const reactor = createReactor({ project, graph, engine, initial, ...options, world: { ...world, signal } })
    await reactor.begin().catch(unlessAborted(signal))
    if (!signal.aborted) world.emit({ type: 'watch', message: 'Watch enabled' })
    const done = follow(batches, { rules, reactor, signal }).catch(unlessAborted(signal))
    const stop = async (): Promise<void> => {
      over.abort(new DOMException('the watch was stopped', 'AbortError'))
      close()
      await done
      if (!world.signal.aborted) world.emit({ type: 'watch', message: 'Watch disabled' })
    }
    return { stop }
  }
  return { begin, close }
}

interface Following {
  readonly rules: readonly WatchRule[]
  readonly reactor: Reactor
  readonly signal: AbortSignal
}

/** What could not be copied goes with the next batch. */
async function follow(batches: Batches, { rules, reactor, signal }: Following): Promise<void> {
  let left: ReadonlySet<string> = new Set()
  for (;;) {
    const batch = await batches.next(signal)
    if (batch === undefined) return
    left = await reactor.react(reactionTo(new Set([...left, ...batch]), rules))
  }
}

async function watchRoots(rules: readonly WatchRule[], batches: Batches, world: World): Promise<FileWatch> {
  const said = new Set<string>()
  try {
    return await watchFiles({
      roots: [...new Set(rules.map(({ root }) => root))],
      skips: (folder) => rules.every((rule) => skipsFolder(rule, folder)),
      onChange: batches.add,
      onTrouble: (error) => {
        const message = watchTrouble(error)
        if (!said.has(message)) world.emit({ type: 'warning', message })
        said.add(message)
      },
    })
  } catch (error) {
    throw new Error(watchTrouble(error as Error), { cause: error })
  }
}
