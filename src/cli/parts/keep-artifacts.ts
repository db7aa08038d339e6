import { resolve } from 'node:path'
import type { ArtifactFolder, Collected } from '../../api/artifacts.ts'
import type { World } from '../../api/world/world.ts'
import type { Emit, Event } from '../../events.ts'
import { describe } from '../../render/errors.ts'
import { createEventRecords, type EventRecord } from '../../render/event-line.ts'
import { projectSummary, type ProjectSummary } from '../../render/project-summary.ts'
import { timelineJson } from '../../render/timeline/json.ts'
import { clean } from '../../source/clean.ts'
import type { Context } from '../session/context.ts'
import { appendSummary } from '../test/step-summary.ts'
import { UsageError } from '../usage-error.ts'

/** `artifacts`: keeps what there is of a project. */
export async function keepArtifacts(folder: string, context: Context): Promise<void> {
  const kept = await opened(folder, context)
  try {
    await conclude(kept, { title: 'muster artifacts', details: '' }, { context, world: context.world() })
  } finally {
    kept.bundle.close()
  }
}

/** Does the work of a command, and then keeps what there is of the project, however the work has ended. */
export async function keepingArtifacts(
  folder: string,
  context: Context,
  work: (context: Context) => Promise<number>,
): Promise<number> {
  const kept = await opened(folder, context)
  const records = createEventRecords(Date.now)
  let outside: World | undefined
  // The first to ask for a world says how it looks.
  const world: Context['world'] = (...style) => {
    outside = context.world(...style)
    return { ...outside, emit: noting(outside.emit, records, kept) }
  }
  const concluded = async (result: string, details = ''): Promise<void> => {
    const seen = outside ?? context.world()
    const title = `muster ${seen.command ?? ''}: ${seen.signal.aborted ? 'interrupted' : result}`
    // Interrupts are for the work; the rest is done in any case.
    await conclude(kept, { title, details }, { context, world: { ...seen, signal: never, force: never } })
  }
  try {
    const code = await work({ ...context, world })
    await concluded(code === 0 ? 'done' : `exit code ${code}`)
    return code
  } catch (error) {
    await concluded('failed', outside?.signal.aborted === true ? '' : describe(error, { cwd: context.loading.cwd }))
    throw error
  } finally {
    kept.bundle.close()
  }
}

const never = new AbortController().signal

function noting(
  emit: Emit,
  records: (event: Event) => readonly EventRecord[],
  { bundle, redact }: ArtifactFolder,
): Emit {
  return (event) => {
    for (const line of records(event)) bundle.append('events.ndjson', `${JSON.stringify(clean(line, redact))}\n`)
    emit(event)
  }
}

async function opened(folder: string, { project, loading, emit }: Context): Promise<ArtifactFolder> {
  if (folder === '') throw new UsageError('a folder for artifacts has no name', 'name a folder')
  const { openArtifacts } = await import('../../api/artifacts.ts')
  const warn = (message: string): void => emit({ type: 'warning', message: `artifacts: ${message}` })
  return await openArtifacts(resolve(loading.cwd, folder), { ...project, services: [] }, { loading, warn })
}

/** What goes wrong here is told, and changes nothing for what was done before. */
async function conclude(
  { project, redact, bundle, collect }: ArtifactFolder,
  { title, details }: { readonly title: string; readonly details: string },
  { context, world }: { readonly context: Context; readonly world: World },
): Promise<void> {
  const { containers, timeline } = await collect(world).catch((error: unknown): Collected => {
    const message = `artifacts: ${error instanceof Error ? error.message : String(error)}`
    world.emit({ type: 'warning', message })
    return { containers: [] }
  })
  if (timeline !== undefined) bundle.write('timeline.json', timelineJson(clean(timeline, redact)))
  const summary = projectSummary(
    clean({ title, project: project.name, containers: containers.map(row), details }, redact),
  )
  bundle.write('summary.md', summary)
  appendSummary(context.env, summary, world.emit)
}

function row({ name, image, status, state }: Collected['containers'][number]): ProjectSummary['containers'][number] {
  return { name, image, status: status === '' ? state : status }
}
