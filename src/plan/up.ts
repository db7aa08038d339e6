import type { Graph } from '../graph/graph.ts'
import { ComposeError } from '../source/diagnostic.ts'
import { type ContainerSteps, planCreations, planReconnections, planReplacements } from './containers.ts'
import { createContext, serviceOf, type UpContext } from './context.ts'
import type { ServiceSlots } from './decided.ts'
import { checkImages, planImages, refreshingServices } from './images.ts'
import { checkNetworks, findRenewedNetworks, planNetworks } from './networks.ts'
import type { Observed, ObservedContainer } from './observed.ts'
import { orphanFiles, orphansOf, planOrphans } from './orphans.ts'
import type { UpPolicy } from './policy.ts'
import { decideService } from './slots.ts'
import { claims, planConditions, planReadiness, planStarts, type Starting } from './start.ts'
import type { Plan, StepId } from './step.ts'
import { checkVolumes, findRenewedVolumes, planVolumes } from './volumes.ts'

/**
 * Everything that `up` does, from pulls to waits, as one DAG: desired state x observed state x policy. Pure.
 * Throws a ComposeError for what must be there and is not (external networks and volumes, images that may not be pulled).
 */
export function planUp(graph: Graph, observed: Observed, policy: UpPolicy): Plan {
  const { context, warnings } = open(graph, observed, policy)
  const missing = [...checkNetworks(context), ...checkVolumes(context), ...checkImages(context)]
  if (missing.length > 0) throw new ComposeError(missing)
  const { project, builder } = context
  findRenewedNetworks(context)
  findRenewedVolumes(context)
  const decided = decide(context)
  const orphans = orphansOf(project, observed)
  const freed = policy.orphans === 'remove' ? planOrphans(orphans, context) : []
  planImages(
    context,
    graph.order.map((name) => serviceOf(project, name)),
  )
  planNetworks(context)
  planVolumes(context)

  const steps: ContainerSteps = { created: new Map(), settled: new Map(), specs: new Map() }
  for (const name of graph.order) planCreations(name, decided, { context, steps })
  for (const name of graph.order.toReversed()) planReplacements(name, decided, { context, steps })
  const reconnected = planReconnections(decided, { context, steps })
  const starting = {
    context,
    decided,
    steps,
    reconnected,
    freeing: [...freed, ...freeing(context)],
    started: new Map<string, StepId>(),
    early: new Map<string, readonly StepId[]>(),
    ready: new Set<string>(),
  }
  if (policy.start === 'all') start(starting)
  return {
    verb: policy.start === 'all' ? 'up' : 'create',
    project: project.name,
    steps: builder.steps,
    keep: kept(decided, starting),
    ...readyAlready(starting),
    ...(policy.orphans === 'warn'
      ? { orphans: orphans.map((container) => container.name), orphanFiles: orphanFiles(project, orphans) }
      : { orphans: [] }),
    warnings,
  }
}

/**
 * Only the pulls and builds of services that have containers already: whether those must be replaced shows afterwards,
 * so they come first and the rest is planned on a second look. Has no steps in the usual case.
 */
export function planRefresh(
  graph: Graph,
  observed: Observed,
  policy: UpPolicy,
): { readonly plan: Plan; readonly services: readonly string[] } {
  const { context } = open(graph, observed, policy)
  const services = refreshingServices(context)
  planImages(context, services)
  const plan: Plan = {
    verb: 'up',
    project: graph.project.name,
    steps: context.builder.steps,
    keep: [],
    orphans: [],
    warnings: [],
  }
  return { plan, services: services.map((service) => service.name) }
}

function open(graph: Graph, observed: Observed, policy: UpPolicy): { context: UpContext; warnings: string[] } {
  const warnings: string[] = []
  const context = createContext({ graph, observed, policy, warn: (message) => warnings.push(message) })
  return { context, warnings }
}

function decide(context: UpContext): ReadonlyMap<string, ServiceSlots> {
  const decided = new Map<string, ServiceSlots>()
  for (const name of context.graph.order)
    decided.set(name, decideService(serviceOf(context.project, name), decided, context))
  return decided
}

function start(starting: Starting): void {
  const { order } = starting.context.graph
  for (const name of order) planStarts(name, starting)
  if (starting.context.policy.oneOff !== undefined) planConditions(starting.context.policy.oneOff, starting)
  startOutsiders(starting)
  if (starting.context.policy.wait === 'ready') for (const name of order) planReadiness(name, starting)
}

/** Containers outside the selection that had to be stopped, because a network of theirs was made anew, run again. */
function startOutsiders({ context, decided, reconnected }: Starting): void {
  for (const container of context.observed.containers) {
    const stop = context.stopped.get(container.id)
    const isDecided = decided.has(container.service) && container.service !== context.policy.oneOff
    if (stop === undefined || isDecided || !reconnected.has(container.name)) continue
    const action = { do: 'start-container', container: container.name, service: container.service } as const
    context.builder.add({
      action,
      because: 'was stopped for this',
      after: [stop, ...(reconnected.get(container.name) ?? [])],
    })
  }
}

/** Removals that free ports and addresses: those of services that claim such, as far as the file still knows. */
function freeing({ builder, project }: UpContext): readonly StepId[] {
  return builder.steps.flatMap(({ id, action }) => {
    if (action.do !== 'remove-container') return []
    const service = project.services.get(action.service)
    return service === undefined || claims(service) ? [id] : []
  })
}

function kept(decided: ReadonlyMap<string, ServiceSlots>, { context, started }: Starting): Plan['keep'] {
  const untouched = (container: ObservedContainer): boolean => !context.stopped.has(container.id)
  return [...decided].flatMap(([service, { slots }]) =>
    slots.flatMap((slot) =>
      slot.kind === 'keep' && untouched(slot.old) && !started.has(slot.name)
        ? [{ container: slot.name, service, because: keptBecause(slot.old, context) }]
        : [],
    ),
  )
}

/** A container that has a wait all the same, for another condition, is told of by that; `run` tells of none, as docker compose 2.40.3. */
function readyAlready({ ready, context }: Starting): Pick<Plan, 'ready'> {
  const waited = new Set(
    context.builder.steps.flatMap(({ action }) => (action.do === 'wait' ? [action.container] : [])),
  )
  const names = context.policy.oneOff === undefined ? [...ready].filter((name) => !waited.has(name)) : []
  return names.length === 0 ? {} : { ready: names }
}

/** Whether a pull or build brings another image shows only afterwards. */
function keptBecause({ state, service }: ObservedContainer, { ready }: UpContext): string {
  return ready.images.has(service) ? `${state}, replaced if its image changes` : state
}
