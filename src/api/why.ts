import type { ContainerDetail, Engine } from '../engine/port.ts'
import { graphOf } from '../graph/graph.ts'
import { load } from '../load/load.ts'
import { label } from '../model/labels.ts'
import { noSuchService } from '../model/no-such-service.ts'
import type { Project } from '../model/project.ts'
import { select } from '../model/select.ts'
import { isAlive } from '../plan/is-alive.ts'
import type { ObservedContainer } from '../plan/observed.ts'
import type { Timeline } from '../plan/timeline.ts'
import type { UnmetNeed, Why, WhyContainer } from '../plan/why.ts'
import { evidence, withoutLayers } from '../run/explain.ts'
import { inspectIfThere } from '../run/inspect-if-there.ts'
import { clean } from '../source/clean.ts'
import { redactor } from '../source/redact.ts'
import { type History, keptHistory } from './execution/kept-history.ts'
import { keptTimeline } from './execution/kept-timeline.ts'
import { greet } from './project/greet.ts'
import { projectOrName } from './project/project-or-name.ts'
import { endedBy } from './why/ended.ts'
import { madeBy } from './why/made.ts'
import { outlookFor } from './why/next.ts'
import { unmetNeeds } from './why/unmet-needs.ts'
import { loadWorld } from './world/load-world.ts'
import type { ProjectOptions, World } from './world/world.ts'

export type { Why } from '../plan/why.ts'

interface Sight {
  readonly engine: Engine
  readonly history: History
}

/**
 * Why the containers of a service were made, why they do not run, and what `up` would do with them. Changes nothing. What is not known is
 * left out: of containers that docker compose has made there are labels alone. Throws a ComposeError for mistakes in files, NoSuchService.
 */
export async function why(service: string, options: ProjectOptions, world: World): Promise<Why> {
  await greet(world)
  const { name, project, refused } = await projectFor(options, world)
  if (project !== undefined && !project.services.has(service) && !project.disabled.has(service))
    throw noSuchService(service, project)
  const engine = await world.engine()
  const all = await engine.containers.list([`${label.project}=${name}`])
  const own = all.filter((it) => it.service === service && !it.oneOff && !it.labels.has(label.hook))
  if (project === undefined && own.length === 0)
    throw new Error(`project ${name} has no container of service ${service}`)
  const history = keptHistory({ project: name, address: engine.address }, world)
  const runs = own.length > 0 && own.every(isAlive)
  const hasStarted = own.length > 0 && own.every(({ state }) => state !== 'created')
  const profiles = project?.disabled.get(service)?.profiles
  const lastUp = hasStarted || profiles !== undefined ? undefined : failedUp(keptTimeline(name, engine.address, world))
  const found: Why = {
    version: 1,
    project: name,
    service,
    containers: await containersOf(own, { engine, history }),
    waitsFor: runs || project === undefined ? [] : needsOf(service, project, all),
    ...(lastUp && { lastUp }),
    ...(profiles && { profiles }),
    ...(project ? await outlookFor(service, options, world) : { refused }),
  }
  return clean(found, (project && redactor(project.environment)) ?? ((text) => text))
}

type Found =
  | { readonly name: string; readonly project: Project; readonly refused?: never }
  | { readonly name: string; readonly project?: never; readonly refused: string }

/** A name is enough to know what was; the files say what would be. */
async function projectFor(options: ProjectOptions, world: World): Promise<Found> {
  try {
    const project = await load({ ...options, resolveEnvironment: false }, loadWorld(world))
    return { name: project.name, project }
  } catch (error) {
    const silent = { ...world, emit: () => undefined }
    const { name } = await projectOrName(options, silent).catch(() => Promise.reject(error))
    return { name, refused: error instanceof Error ? error.message : String(error) }
  }
}

function failedUp(last: Timeline | undefined): Why['lastUp'] {
  if (last === undefined || last.outcome === 'up') return undefined
  const { began, outcome, reasons } = last
  return { began, outcome, ...(reasons && { reasons }) }
}

function needsOf(service: string, project: Project, containers: readonly ObservedContainer[]): readonly UnmetNeed[] {
  const selected = select(project, { services: [service], along: 'dependencies', allResources: true })
  return unmetNeeds(service, graphOf(selected), containers)
}

async function containersOf(own: readonly ObservedContainer[], sight: Sight): Promise<readonly WhyContainer[]> {
  const sorted = own.toSorted((a, b) => a.number - b.number)
  const found = await Promise.all(
    sorted.map(async ({ id }) => {
      const detail = await inspectIfThere(id, sight.engine)
      return detail === undefined ? [] : [await containerOf(detail, sight)]
    }),
  )
  return found.flat()
}

async function containerOf(detail: ContainerDetail, { engine, history }: Sight): Promise<WhyContainer> {
  const { id, name, state, health, exitCode, error, startedAt, finishedAt, restartCount } = detail
  const isOver = state === 'exited' || state === 'dead'
  const since = isOver ? finishedAt : startedAt
  const troubled = (isOver && exitCode !== 0) || restartCount > 0 || health?.status === 'unhealthy'
  const { probe, log } = troubled ? await evidence(id, { engine }) : { log: [] }
  return {
    id,
    name,
    state,
    ...(health && state === 'running' && { health: health.status }),
    ...((isOver || state === 'restarting') && { exitCode }),
    ...(Date.parse(since) > 0 && { since }),
    restarts: restartCount,
    made: madeBy(detail, history.creations),
    ...(isOver && { ended: await endedBy(detail, history.endings, engine) }),
    ...(error !== '' && { error: withoutLayers(error) }),
    ...(probe && health !== undefined && { probe }),
    log,
  }
}
