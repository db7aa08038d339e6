import type { Service } from '../attributes/service.ts'
import type { Edge } from '../graph/graph.ts'
import { type Builder, createBuilder } from './builder.ts'
import { serviceOf, withoutCopies } from './context.ts'
import { isAlive } from './is-alive.ts'
import type { ObservedContainer } from './observed.ts'
import { readyFor } from './ready-for.ts'
import { concerns, planOfSteps, type Scene } from './scene.ts'
import type { Plan, StepId } from './step.ts'
import { hookAction } from './stop-container.ts'
import { type StopTimes, timesIn } from './stop-times.ts'
import { planStops } from './teardown.ts'

/** What `restart` was told. */
export interface RestartPolicy extends StopTimes {
  /** Whether those that depend with `restart: true` restart, too. */
  readonly dependents: 'follow' | 'stay'
}

interface Restarting {
  readonly scene: Scene
  readonly builder: Builder
  readonly policy: RestartPolicy
  /** Services that restart. */
  readonly chosen: ReadonlySet<string>
  /** With a deadline: the stops that come before every start. */
  readonly stops?: readonly StepId[]
  /** The last step of each container, by service. */
  readonly done: Map<string, readonly { readonly container: ObservedContainer; readonly step: StepId }[]>
}

/**
 * `restart`: also what is stopped, dependencies first as far as `restart: true` ties services together, others side by
 * side; each with its hooks. Under a deadline all are stopped first, as `stop` does it, and then started in this order: a
 * restart for itself would leave those that come last no time to end.
 */
export function planRestart(scene: Scene, policy: RestartPolicy): Plan {
  const { graph } = scene
  const named = graph.order.filter((name) => concerns(scene, name))
  const chosen = new Set(policy.dependents === 'follow' ? named.flatMap((name) => withDependents(name, scene)) : named)
  const builder = createBuilder()
  const stops = policy.deadline === undefined ? {} : { stops: stopsFirst(scene, chosen, { builder, ...policy }) }
  const restarting: Restarting = { scene, builder, policy, chosen, ...stops, done: new Map() }
  for (const name of graph.order.filter((service) => chosen.has(service))) planService(name, restarting)
  return planOfSteps('restart', scene, restarting.builder.steps)
}

function stopsFirst(
  scene: Scene,
  chosen: ReadonlySet<string>,
  { builder, ...times }: StopTimes & Pick<Restarting, 'builder'>,
): readonly StepId[] {
  const { project, graph } = scene
  const containers = [...chosen].flatMap((name) => containersOf(name, scene))
  const teardown = { builder, project, graph, because: 'restart', ...timesIn(times) }
  return [...planStops(containers, teardown).values()]
}

function withDependents(name: string, scene: Scene): readonly string[] {
  const tied = scene.graph.dependentsOf(name).filter((edge) => edge.restart)
  return [name, ...tied.flatMap((edge) => withDependents(edge.from, scene))]
}

function planService(name: string, restarting: Restarting): void {
  const { scene, done } = restarting
  const service = serviceOf(scene.project, name)
  const ties = scene.graph.dependenciesOf(name).filter((edge) => edge.restart && restarting.chosen.has(edge.to))
  const after = ties.flatMap((edge) => conditionOf(edge, restarting))
  const containers = containersOf(name, scene)
  const because = scene.targets.length === 0 || scene.targets.includes(name) ? 'restart' : 'restarts with what it needs'
  done.set(
    name,
    containers.map((container) => ({
      container,
      step: planContainer(container, { service, because, after }, restarting),
    })),
  )
}

function containersOf(name: string, { containers }: Scene): readonly ObservedContainer[] {
  return withoutCopies(
    containers
      .filter((it) => it.service === name && !it.oneOff && it.configHash !== undefined)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  )
}

interface Turn {
  readonly service: Service
  readonly because: string
  readonly after: readonly StepId[]
}

function planContainer(
  container: ObservedContainer,
  { service, because, after }: Turn,
  restarting: Restarting,
): StepId {
  const { builder } = restarting
  let last = broughtBack(container, { service, because, after }, restarting)
  for (const [index, hook] of (service.post_start ?? []).entries())
    last = builder.add({
      action: hookAction(container, hook, { hook: 'post_start', index }),
      because,
      after: [last],
    })
  return last
}

/** In one request, or by a start after the stops of all. */
function broughtBack(
  container: ObservedContainer,
  { service, because, after }: Turn,
  { builder, policy: { timeout }, stops }: Restarting,
): StepId {
  const named = { container: container.name, service: service.name }
  if (stops !== undefined)
    return builder.add({ action: { do: 'start-container', ...named }, because, after: [...stops, ...after] })
  let before = after
  const hooks = isAlive(container) ? (service.pre_stop ?? []) : []
  for (const [index, hook] of hooks.entries())
    before = [builder.add({ action: hookAction(container, hook, { hook: 'pre_stop', index }), because, after: before })]
  const action = { do: 'restart-container', ...named } as const
  return builder.add({ action: timeout === undefined ? action : { ...action, timeout }, because, after: before })
}

/** The steps after which a dependency that has restarted is met again. */
function conditionOf(edge: Edge, { scene, builder, done }: Restarting): readonly StepId[] {
  return (done.get(edge.to) ?? []).map(({ container, step }) => {
    if (edge.condition === 'service_started') return step
    const until = edge.condition === 'service_healthy' ? ('healthy' as const) : ('completed' as const)
    const orElse = edge.required ? ('fail' as const) : ('warn' as const)
    return builder.once(`wait:${container.name}:${until}:${orElse}`, () => ({
      action: {
        do: 'wait',
        container: container.name,
        service: edge.to,
        until,
        orElse,
        probes: 'own',
        ...readyFor(edge.to, until, scene),
        for: [{ service: edge.from, condition: edge.condition }],
      },
      because: `${edge.from} needs it`,
      after: [step],
    }))
  })
}
