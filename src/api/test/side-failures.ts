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

/** How the services were when the set-up was over, and who looks: after the test, or when all that ran has just been killed. */
export interface SideLook {
  readonly before: readonly ObservedContainer[]
  readonly when: 'running' | 'killed'
}

/**
 * Which of the containers that were brought up have failed since: ended with another code than 0, out of memory, unhealthy,
 * or restarting. Only who had done its work by then does not count: a service may die between the end of the set-up and the
 * first look. One that is gone was taken away on purpose.
 */
export async function sideFailures(
  { before, when }: SideLook,
  project: Project,
  engine: Engine,
): Promise<readonly SideFailure[]> {
  const now = await sideContainers(project, engine)
  const known = new Set(before.filter((container) => counts(container, project)).map(({ id }) => id))
  const failed = now.flatMap((container) => {
    const what = known.has(container.id) ? failureOf(container, when) : undefined
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

/** A dependency that may fail has been reported as such by the set-up. */
function counts({ state, exitCode = 0, service }: ObservedContainer, { services }: Project): boolean {
  if (state === 'created') return false
  if (state !== 'exited' && state !== 'dead') return true
  return exitCode !== 0 && ![...services.values()].some((it) => it.depends_on?.get(service)?.required === false)
}

/** As the engine tells it of a program that was killed. */
const killed = 137

function failureOf({ state, exitCode = 0, health }: ObservedContainer, when: SideLook['when']): string | undefined {
  if (when === 'killed')
    return state === 'exited' && exitCode !== 0 && exitCode !== killed ? `exited with code ${exitCode}` : undefined
  if (state === 'restarting') return 'keeps restarting'
  if ((state === 'exited' || state === 'dead') && exitCode !== 0) return `exited with code ${exitCode}`
  return state === 'running' && health === 'unhealthy' ? 'is unhealthy' : undefined
}

const shownLines = 20

/** Its last lines. */
export async function lastLog(container: string, engine: Engine): Promise<readonly string[]> {
  const chunks: LogChunk[] = []
  const options = { follow: false, tail: String(shownLines), timestamps: false }
  for await (const chunk of await engine.containers.logs(container, options)) chunks.push(chunk)
  const text = Buffer.concat(chunks.map(({ data }) => data)).toString('utf8')
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .slice(-shownLines)
}
