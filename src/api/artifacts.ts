import type { ContainerSummary, Engine } from '../engine/port.ts'
import { load } from '../load/load.ts'
import { label } from '../model/labels.ts'
import type { Project } from '../model/project.ts'
import { plainLogs } from '../run/logs/resume-attach.ts'
import type { Redact } from '../source/redact.ts'
import { type Bundle, openBundle } from './artifacts/bundle.ts'
import { collect } from './artifacts/collect.ts'
import { bytewise, hiddenValues } from './artifacts/hidden-values.ts'
import { hiddenPairs, maskedConfig } from './artifacts/masked-plain.ts'
import { logName } from './artifacts/recorder.ts'
import { keptTimeline } from './execution/kept-timeline.ts'
import type { Timeline } from './timeline.ts'
import type { LoadAccess } from './world/load-world.ts'
import type { ProjectOptions, World } from './world/world.ts'

/** A folder that is ready to take what there is of a project. */
export interface ArtifactFolder {
  readonly project: Project
  /** Hides what the project treats as secret. */
  readonly redact: Redact
  readonly bundle: Bundle
  /** Writes how things are. One look at the engine, and the log of each container. Rejects with EngineError. */
  readonly collect: (world: World) => Promise<Collected>
}

/** What stands there beside the files. */
export interface Collected {
  /** In name order. */
  readonly containers: readonly ContainerSummary[]
  /** The last start-up, where it is known. */
  readonly timeline?: Timeline
}

/**
 * Reads a project, and opens a folder for what there is of it: logs of all its containers, also of those that have ended, health
 * checks, inspect output and the configuration, without secrets. Rejects with ComposeError or BundleRefused; `warn` hears of later
 * trouble.
 */
export async function openArtifacts(
  folder: string,
  options: ProjectOptions,
  { loading, warn }: { readonly loading: LoadAccess; readonly warn: (message: string) => void },
): Promise<ArtifactFolder> {
  const project = await load(options, loading)
  const redact = await hiddenValues(project)
  const bundle = openBundle(folder, (error) => warn(`${error.message}; what is missing there is lost`))
  bundle.write('config.yaml', maskedConfig(project, redact))
  return {
    project,
    redact,
    bundle,
    collect: async (world) => {
      const engine = await world.engine()
      const containers = await engine.containers.summaries([`${label.project}=${project.name}`])
      const book: Book = { engine, bundle, redact, warn, now: world.now, names: new Set() }
      for (const one of containers) await readLog(one, book)
      const hidden = { redact, pairs: hiddenPairs(project) }
      await collect(project.name, engine, { bundle, probes: [], hidden })
      const timeline = keptTimeline(project.name, engine.address, world)
      const sorted = containers.toSorted((a, b) => (a.name < b.name ? -1 : 1))
      return { containers: sorted, ...(timeline === undefined ? {} : { timeline }) }
    },
  }
}

interface Book {
  readonly engine: Engine
  readonly bundle: Bundle
  readonly redact: Redact
  readonly warn: (message: string) => void
  readonly now: () => number
  readonly names: Set<string>
}

/** All that a container has said until now. */
async function readLog({ id, labels }: ContainerSummary, { names, ...book }: Book): Promise<void> {
  const plain = logName(labels, id)
  const name = names.has(plain) ? `${plain}-${id.slice(0, 8)}` : plain
  names.add(name)
  const file = `logs/${name}.log`
  const { engine, bundle, warn, now } = book
  const clean = bytewise(book.redact)
  try {
    const world = { engine, emit: () => undefined, signal: never, now }
    for await (const { data } of await plainLogs(id, { follow: false, tail: 'all' }, world))
      bundle.append(file, clean(data))
  } catch (error) {
    warn(book.redact(`${file} is not complete: ${error instanceof Error ? error.message : String(error)}`))
  }
}

const never = new AbortController().signal
