import type { LogChunk } from '../../engine/exec-options.ts'
import type { Engine } from '../../engine/port.ts'
import type { Watch } from '../../engine/watch.ts'
import { label } from '../../model/labels.ts'
import { type Project, serviceOrigin } from '../../model/project.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { type DeathRecord, type Deaths, recordDeaths } from './deaths.ts'
import type { SideFailure } from './report.ts'

/** The services that run beside a test. */
export interface Sides {
  /** Those that have failed since. `killed`: all that ran has just been killed. */
  readonly failures: (when: When) => Promise<readonly SideFailure[]>
}

type When = 'running' | 'killed'

/** For who does not mind. */
export const unwatched: Sides = { failures: async () => [] }

/**
 * Watches the containers that were brought up. One has failed that ended with another code than 0, out of memory, or is unhealthy;
 * also where its restart policy has brought it back. Only who had done its work by now does not count: a service may die between the
 * end of the set-up and the first look. One that is gone, or was stopped through the engine, was ended on purpose.
 */
export async function watchSides(
  project: Project,
  { engine, watch }: { readonly engine: Engine; readonly watch: Pick<Watch, 'events'> },
): Promise<Sides> {
  const deaths = recordDeaths(watch)
  const before = await sideContainers(project, engine)
  const known = new Set(before.filter((container) => counts(container, project)).map(({ id }) => id))
  return {
    failures: async (when) => {
      const now = await sideContainers(project, engine)
      const failed = now.flatMap((container) => {
        const what = known.has(container.id) ? failureOf(container, deaths, when) : undefined
        return what === undefined ? [] : [{ container, what }]
      })
      return await Promise.all(
        failed.map(async ({ container: { id, name, service }, what }) => {
          const at = serviceOrigin(project, service)
          const log = await lastLog(id, engine).catch(() => [])
          return { service, container: name, what, log, ...(at === undefined ? {} : { at }) }
        }),
      )
    },
  }
}

/** Containers that belong to services: neither one-offs nor those of hooks. */
async function sideContainers(project: Project, engine: Engine): Promise<readonly ObservedContainer[]> {
  const found = await engine.containers.list([`${label.project}=${project.name}`])
  return found.filter(({ oneOff, labels }) => !oneOff && !labels.has(label.hook))
}

/** A dependency that may fail has been reported as such by the set-up. */
function counts({ state, exitCode = 0, service }: ObservedContainer, { services }: Project): boolean {
  if (state === 'created') return false
  if (state !== 'exited' && state !== 'dead') return true
  return exitCode !== 0 && ![...services.values()].some((it) => it.depends_on?.get(service)?.required === false)
}

/** As the engine tells it of a program that was killed. */
const killed = 137

function failureOf(
  { id, state, exitCode = 0, health }: ObservedContainer,
  deaths: DeathRecord,
  when: When,
): string | undefined {
  const own = deaths.of(id)
  const isDown = state === 'exited' || state === 'dead'
  if (isDown && exitCode !== 0 && !deaths.wasAskedFor(id) && !(when === 'killed' && exitCode === killed))
    return endOf(own ?? { exitCode, count: 1 })
  if (own !== undefined) return `${endOf(own)} and ${state === 'restarting' ? 'keeps restarting' : 'was restarted'}`
  if (state === 'restarting' && exitCode !== 0) return 'keeps restarting'
  return state === 'running' && health === 'unhealthy' ? 'is unhealthy' : undefined
}

function endOf({ exitCode, count }: Deaths): string {
  return count === 1 ? `exited with code ${exitCode}` : `exited ${count} times, last with code ${exitCode},`
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
