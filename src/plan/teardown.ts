import type { Graph } from '../graph/graph.ts'
import { dependenciesFromLabel, label } from '../model/labels.ts'
import type { Project } from '../model/project.ts'
import type { Builder } from './builder.ts'
import { isAlive } from './is-alive.ts'
import type { ObservedContainer } from './observed.ts'
import type { StepId } from './step.ts'
import { hookAction } from './stop-container.ts'
import { type StopTimes, timesIn } from './stop-times.ts'

/** What decides how containers are stopped. */
export interface Teardown extends StopTimes {
  readonly builder: Builder
  /** Absent when there is no file; then the labels say who needs whom. */
  readonly project?: Project
  readonly graph?: Graph
  readonly because: string
}

/** The engine's default, seconds. */
const defaultGrace = 10

/** By how much, in all, later stops may be late, milliseconds: so long dependencies wait even for hopeless dependents. */
const patienceBudget = 1_000

/**
 * Stops containers in reverse dependency order, under one shared deadline: the longest grace period of them all, plus a
 * second. A container gets its signal when its dependents are gone, or when only its own full grace period is left, whichever
 * comes first. So nobody's grace is cut, dependents always get theirs first, and a chain that ignores its
 * signals takes as long as its slowest member instead of the sum. A `deadline` takes the place of the longest grace period: where it
 * is longer, dependencies wait longer for their dependents; where it is shorter, all have their signals soon, and what is left at its end is
 * killed together. Returns the stop of each container that runs, by id.
 */
export function planStops(containers: readonly ObservedContainer[], teardown: Teardown): ReadonlyMap<string, StepId> {
  const running = containers.filter(isAlive)
  const levels = levelsOf(running, teardown)
  const graces = new Map(running.map((container) => [container.id, graceOf(container, teardown)]))
  const spareOf = sparing(Math.max(0, ...graces.values()), teardown.deadline)
  const deepest = Math.max(1, ...levels.values())
  const stops = new Map<string, StepId>()
  for (const container of running.sort(
    (a, b) => (levels.get(a.id) ?? 0) - (levels.get(b.id) ?? 0) || (a.name < b.name ? -1 : 1),
  )) {
    const level = levels.get(container.id) ?? 0
    const dependents = running.filter((other) => needs(other, container, teardown)).map((other) => stops.get(other.id))
    const { spare, budget } = spareOf(graces.get(container.id) ?? 0)
    const patience = spare + (budget * level) / deepest
    stops.set(container.id, planStop(container, { after: dependents, patience }, teardown))
  }
  return stops
}

/** How long the stop of a container may wait for its dependents, milliseconds: all of its level, and with the budget that of the deepest one. */
interface Sparing {
  readonly spare: number
  readonly budget: number
}

function sparing(longest: number, deadline: number | undefined): (grace: number) => Sparing {
  if (deadline === undefined) return (grace) => ({ spare: longest - grace, budget: patienceBudget })
  const budget = Math.min(patienceBudget, deadline / 10)
  return (grace) => ({ spare: Math.max(0, deadline - grace - budget), budget })
}

interface Turn {
  readonly after: readonly (StepId | undefined)[]
  readonly patience: number
}

function planStop(
  container: ObservedContainer,
  { after, patience }: Turn,
  { builder, project, because, ...times }: Teardown,
): StepId {
  const common = { because, onFailure: 'go-on', ...(after.length === 0 ? {} : { patience }) } as const
  let before = after
  const hooks = (project?.services.get(container.service) ?? project?.disabled.get(container.service))?.pre_stop ?? []
  for (const [index, hook] of hooks.entries()) {
    before = [
      builder.add({ action: hookAction(container, hook, { hook: 'pre_stop', index }), after: before, ...common }),
    ]
  }
  const action = {
    do: 'stop-container',
    container: container.name,
    service: container.service,
    ...timesIn(times),
  } as const
  // Hooks have the time before the signal: they go on until the deadline.
  const last = times.deadline === undefined || before === after ? {} : { patience: times.deadline }
  return builder.add({ action, after: before, ...common, ...last })
}

/** Milliseconds until the engine kills. Containers of no known service have the engine's default. */
function graceOf(container: ObservedContainer, { project, timeout }: Teardown): number {
  if (timeout !== undefined) return Math.max(0, timeout) * 1000
  const service = project?.services.get(container.service) ?? project?.disabled.get(container.service)
  return service?.stop_grace_period === undefined
    ? defaultGrace * 1000
    : Math.trunc(service.stop_grace_period / 1e9) * 1000
}

/** How many dependents, one behind the other, stop before a container. */
function levelsOf(containers: readonly ObservedContainer[], teardown: Teardown): ReadonlyMap<string, number> {
  const levels = new Map<string, number>()
  const levelOf = (container: ObservedContainer, path: readonly string[]): number => {
    const known = levels.get(container.id)
    if (known !== undefined) return known
    // Labels, unlike files, may name a cycle.
    const dependents = containers.filter((other) => !path.includes(other.id) && needs(other, container, teardown))
    const level = Math.max(-1, ...dependents.map((other) => levelOf(other, [...path, container.id]))) + 1
    levels.set(container.id, level)
    return level
  }
  for (const container of containers) levelOf(container, [container.id])
  return levels
}

function needs(dependent: ObservedContainer, dependency: ObservedContainer, { graph }: Teardown): boolean {
  if (dependent.service === dependency.service) return dependent.oneOff && !dependency.oneOff
  const known = graph?.project.services.has(dependent.service) === true
  const names = known
    ? graph.dependenciesOf(dependent.service).map((edge) => edge.to)
    : dependenciesFromLabel(dependent.labels.get(label.dependsOn))
  return names.includes(dependency.service)
}
