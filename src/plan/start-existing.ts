import { containerSpec } from '../model/container.ts'
import { replicasOf } from '../model/names.ts'
import type { ContainerSpec } from '../spec.ts'
import { containersOf, createContext, serviceOf, type UpContext, withoutCopies } from './context.ts'
import type { ServiceSlots, Slot } from './decided.ts'
import { plainUp } from './policy.ts'
import { planOfSteps, type Scene } from './scene.ts'
import { planReadiness, planStarts, type Starting } from './start.ts'
import type { Plan, StepId } from './step.ts'

/** What `start` was told. */
export interface StartPolicy {
  readonly wait: 'none' | 'ready'
  readonly probes: 'own' | 'engine'
}

/**
 * `start`: the start pass of `up` over the containers that are there, each the moment that its own conditions hold.
 * Throws, as docker compose 2.40.3, only where there is no container at all.
 */
export function planStart(scene: Scene, { wait, probes }: StartPolicy): Plan {
  refuseNothing(scene)
  const { graph } = scene
  const context = createContext({
    graph,
    observed: observedOf(scene),
    // Which images there are was not asked.
    policy: { ...plainUp, wait, probes, pull: 'never' },
    warn: () => {},
  })
  const decided = new Map(graph.order.map((name) => [name, slotsOf(name, scene)]))
  const starting: Starting = {
    context,
    decided,
    steps: { created: new Map(), settled: new Map(), specs: specsOf(decided, scene) },
    reconnected: new Map(),
    freeing: [],
    started: new Map<string, StepId>(),
    early: new Map<string, readonly StepId[]>(),
    ready: new Set<string>(),
  }
  for (const name of graph.order) planStarts(name, starting)
  if (wait === 'ready') for (const name of graph.order) planReadiness(name, starting)
  const keep = [...decided].flatMap(([service, { slots }]) =>
    slots
      .filter(({ name }) => !starting.started.has(name))
      .map(({ name }) => ({ container: name, service, because: 'running' })),
  )
  return { ...planOfSteps('start', scene, context.builder.steps), keep }
}

function refuseNothing({ project, graph, from, containers }: Scene): void {
  if (containers.some(({ oneOff, configHash }) => !oneOff && configHash !== undefined)) return
  if (from === 'labels') throw new Error(`no container found for project "${project.name}": not found`)
  const first = graph.order.find((name) => replicasOf(serviceOf(project, name)) > 0)
  if (first !== undefined)
    throw Object.assign(new Error(`service "${first}" has no container to start`), {
      fix: 'create it with `muster up` or `muster create`',
    })
}

function observedOf({ apiVersion, containers }: Scene): UpContext['observed'] {
  return { engine: 'docker', apiVersion, containers, networks: new Map(), volumes: new Map(), images: new Map() }
}

function slotsOf(service: string, scene: Scene): ServiceSlots {
  const slots = withoutCopies(containersOf(observedOf(scene), service)).map((old): Slot => ({
    kind: 'keep',
    name: old.name,
    number: old.number,
    old,
  }))
  return { slots, remove: [] }
}

/** For what is copied into a container before it starts. Labels do not tell of that. */
function specsOf(decided: ReadonlyMap<string, ServiceSlots>, scene: Scene): Map<string, () => ContainerSpec> {
  const { project, apiVersion, from } = scene
  const namesOf = (service: string): readonly [string, ...string[]] => {
    const [first, ...rest] = (decided.get(service)?.slots ?? []).map(({ name }) => name)
    return [first ?? service, ...rest]
  }
  const specs = new Map<string, () => ContainerSpec>()
  if (from === 'labels') return specs
  for (const [name, { slots }] of decided) {
    const service = serviceOf(project, name)
    for (const slot of slots)
      specs.set(slot.name, () => containerSpec(project, service, { number: slot.number, apiVersion, namesOf }))
  }
  return specs
}
