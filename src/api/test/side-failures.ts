import type { Engine, LogChunk } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { type Project, serviceOrigin } from '../../model/project.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import type { SideFailure } from './report.ts'

/** Containers that belong to services: neither one-offs nor those of hooks. */
export async function sideContainers(project: Project, engine: Engine): Promise<readonly ObservedContainer[]> {
  const found = await engine.containers.list([`${label.project}=${project.name}`])
  return found.filter(({ oneOff, labels }) => !oneOff && !labels.has(label.hook))
}

/**
 * Which of the containers that were there when the test began have failed since: ended with another code than 0, out of
 * memory, unhealthy, or restarting. One that is gone was taken away on purpose.
 */
export async function sideFailures(
  before: readonly ObservedContainer[],
  project: Project,
  engine: Engine,
): Promise<readonly SideFailure[]> {
  const now = await sideContainers(project, engine)
  const known = new Set(before.filter(({ state }) => state !== 'exited').map(({ id }) => id))
  const failed = now.flatMap((container) => {
    const what = known.has(container.id) ? failureOf(container) : undefined
    return what === undefined ? [] : [{ container, what }]
  })
  return await Promise.all(
    failed.map(async ({ container: { id, name, service }, what }) => {
      const at = serviceOrigin(project, service)
      const log = await lastLog(id, engine).catch(() => [])
      return { service, container: name, what, log, ...(at === undefined ? {} : { at }) }
    }),
  )
}

function failureOf({ state, exitCode = 0, health }: ObservedContainer): string | undefined {
  if (state === 'restarting') return 'keeps restarting'
  if ((state === 'exited' || state === 'dead') && exitCode !== 0) return `exited with code ${exitCode}`
  return state === 'running' && health === 'unhealthy' ? 'is unhealthy' : undefined
}

const shownLines = 20

async function lastLog(container: string, engine: Engine): Promise<readonly string[]> {
  const chunks: LogChunk[] = []
  const options = { follow: false, tail: String(shownLines), timestamps: false }
  for await (const chunk of await engine.containers.logs(container, options)) chunks.push(chunk)
  const text = Buffer.concat(chunks.map(({ data }) => data)).toString('utf8')
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(-shownLines)
}
