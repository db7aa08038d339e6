import { extensions } from '../attributes/kinds/record.ts'
import type { Service } from '../attributes/service.ts'
import type { Condition } from '../attributes/service/depends-on.ts'
import type { Edge } from '../graph/graph.ts'
import { type ContainerSteps, groupOf, networksOf } from './containers.ts'
import { serviceOf, type UpContext } from './context.ts'
import type { Decided, Slot } from './decided.ts'
import { planEarlyHooks } from './early-hooks.ts'
import { readyFor } from './ready-for.ts'
import type { StepId, WaitFor } from './step.ts'
import { hookAction } from './stop-container.ts'

/** What the start pass knows. */
export interface Starting {
  readonly context: UpContext
  readonly decided: Decided
  readonly steps: ContainerSteps
  /** Steps after which a container is on its networks again, by name. */
  readonly reconnected: ReadonlyMap<string, readonly StepId[]>
  /** Steps that free ports and addresses which new containers may need. */
  readonly freeing: readonly StepId[]
  /** Last start or hook step of each container, by name. */
  readonly started: Map<string, StepId>
  /** The steps after which the hooks before a service's start are done, by service. */
  readonly early: Map<string, readonly StepId[]>
  /** Names of the containers that somebody waits for, and that need no wait. */
  readonly ready: Set<string>
}

/** Third pass, dependencies first: each container starts the moment that its own conditions hold. */
export function planStarts(name: string, starting: Starting): void {
  const { context, decided } = starting
  const service = serviceOf(context.project, name)
  for (const slot of decided.get(name)?.slots ?? []) {
    const because = reasonToStart(slot, starting)
    if (because === undefined) {
      planOwedWaits(name, starting)
      planOwedHooks(service, slot, starting)
    } else planStart(service, { slot, because, early: earlyHooks(service, starting) }, starting)
  }
}

/** Before the first container of a service that starts while none runs; for the others the same steps. */
function earlyHooks(service: Service, starting: Starting): () => readonly StepId[] {
  const { context, decided, steps } = starting
  const slots = decided.get(service.name)?.slots ?? []
  const [slot] = slots
  const idle = slots.every((one) => reasonToStart(one, starting) !== undefined)
  if ((service.pre_start ?? []).length === 0 || !idle || slot === undefined) return () => []
  return () => {
    const known = starting.early.get(service.name)
    if (known !== undefined) return known
    const spec = steps.specs.get(slot.name)?.()
    if (spec === undefined) return []
    const conditions = context.graph.dependenciesOf(service.name).flatMap((edge) => conditionSteps(edge, starting))
    const after = [...needsOf(service, slot, starting), ...conditions]
    const planned = planEarlyHooks({ service, slot, spec, after }, context)
    starting.early.set(service.name, planned)
    return planned
  }
}

/**
 * A container that runs on still owes its dependencies what it was promised: what of them starts in this plan is waited
 * for, so that a job that fails on its second run is told (docker compose 2.40.3 waits, too). What is not touched is not:
 * that it is healthy is only told.
 */
function planOwedWaits(name: string, starting: Starting): void {
  const concerns = ({ condition }: Edge, slot: Slot): boolean =>
    starting.started.has(slot.name) || isHealthyNow(slot, condition, starting)
  for (const edge of starting.context.graph.dependenciesOf(name))
    conditionSteps(edge, starting, (slot) => concerns(edge, slot))
}

/** The waits that a one-off of a service needs before it may start. */
export function planConditions(name: string, starting: Starting): void {
  for (const edge of starting.context.graph.dependenciesOf(name)) conditionSteps(edge, starting)
}

interface Start {
  readonly slot: Slot
  readonly because: string
  readonly early: () => readonly StepId[]
}

function planStart(service: Service, { slot, because, early }: Start, starting: Starting): void {
  const { context, steps } = starting
  const { builder } = context
  const conditions = context.graph.dependenciesOf(service.name).flatMap((edge) => conditionSteps(edge, starting))
  const own = [...needsOf(service, slot, starting), ...early()]
  const spec = steps.specs.get(slot.name)?.()
  const copied =
    spec === undefined || spec.files.length === 0
      ? []
      : [
          builder.add({
            action: { do: 'copy-in', container: slot.name, spec },
            because: 'configs and secrets without a file',
            after: own,
          }),
        ]
  const started = builder.add({
    action: {
      do: 'start-container',
      container: slot.name,
      service: service.name,
      ...((service.post_start ?? []).length === 0 ? {} : { owes: 'hooks' as const }),
    },
    because,
    after: [...own, ...copied, ...conditions, ...(claims(service) ? starting.freeing : [])],
    ...(slot.kind === 'recreate' ? { group: groupOf(slot) } : {}),
    ...(picksPort(service) ? { lock: 'ports' as const } : {}),
  })
  const hooked = planPostStart(service, { slot, because: 'post_start', after: [started] }, context)
  starting.started.set(slot.name, hooked ?? started)
}

interface PostStart {
  readonly slot: Slot
  readonly because: string
  readonly after: readonly StepId[]
}

/** One after the other. Returns the last step; undefined where there are no hooks. */
function planPostStart(service: Service, { slot, because, after }: PostStart, context: UpContext): StepId | undefined {
  const hooks = service.post_start ?? []
  let last: StepId | undefined
  for (const [index, hook] of hooks.entries()) {
    const container = { name: slot.name, service: service.name }
    const action = hookAction(container, hook, { hook: 'post_start', index })
    last = context.builder.add({
      action: index === hooks.length - 1 ? { ...action, last: true } : action,
      because,
      after: last === undefined ? after : [last],
    })
  }
  return last
}

/** A container that a muster had started which died before the hooks were done. */
function planOwedHooks(service: Service, slot: Slot, { context, started }: Starting): void {
  if (slot.kind !== 'keep' || context.observed.owedHooks?.has(slot.old.id) !== true) return
  const last = planPostStart(service, { slot, because: 'post_start was cut off', after: [] }, context)
  if (last !== undefined) started.set(slot.name, last)
}

/** When the container is there, and where it belongs. */
function needsOf(
  service: Service,
  slot: Slot,
  { context, steps, reconnected }: Starting,
): readonly (StepId | undefined)[] {
  return [
    steps.settled.get(slot.name),
    ...networksOf(service, context, 'to be started'),
    ...(reconnected.get(slot.name) ?? []),
    ...stoppedBefore(slot, context),
  ]
}

function stoppedBefore(slot: Slot, context: UpContext): readonly (StepId | undefined)[] {
  return slot.kind === 'keep' ? [context.stopped.get(slot.old.id)] : []
}

function reasonToStart(slot: Slot, { context }: Starting): string | undefined {
  if (slot.kind === 'create') return 'new'
  if (slot.kind === 'recreate') return 'recreated'
  if (context.stopped.has(slot.old.id)) return 'was stopped for this'
  switch (slot.old.state) {
    case 'running':
    case 'restarting':
      return undefined
    case 'exited':
      return `exited (${slot.old.exitCode ?? 0})`
    case 'created':
    case 'paused':
    case 'removing':
    case 'dead':
      return slot.old.state
  }
}

/** The steps after which a dependency is met; one wait for each container and condition, however many wait for it. */
function conditionSteps(
  edge: Edge,
  starting: Starting,
  concerns: (slot: Slot) => boolean = () => true,
): readonly (StepId | undefined)[] {
  return (starting.decided.get(edge.to)?.slots ?? []).filter(concerns).map((slot) => {
    const started = starting.started.get(slot.name)
    if (edge.condition === 'service_started') return started
    if (isHealthyNow(slot, edge.condition, starting)) {
      starting.ready.add(slot.name)
      return started
    }
    return waitStep(
      slot,
      { service: edge.to, until: waitFor[edge.condition], orElse: edge.required ? 'fail' : 'warn' },
      starting,
    )
  })
}

const waitFor: Readonly<Record<Condition, WaitFor>> = {
  service_started: 'running',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
}

interface Wait {
  readonly service: string
  readonly until: WaitFor
  readonly orElse: 'fail' | 'warn'
}

function waitStep(slot: Slot, { service, until, orElse }: Wait, starting: Starting): StepId {
  const { builder, graph, policy, project } = starting.context
  const waiting = graph
    .dependentsOf(service)
    .filter((edge) => waitFor[edge.condition] === until && edge.required === (orElse === 'fail'))
  const names = waiting.map((edge) => edge.from)
  return builder.once(`wait:${slot.name}:${until}:${orElse}`, () => ({
    action: {
      do: 'wait',
      container: slot.name,
      service,
      until,
      orElse,
      probes: policy.probes === 'own' && isProbeWanted(serviceOf(project, service)) ? 'own' : 'engine',
      ...readyFor(service, until, { project, policy }),
      for: waiting.map((edge) => ({ service: edge.from, condition: edge.condition })),
    },
    because: names.length === 0 ? '--wait' : `${names.join(', ')} ${names.length === 1 ? 'needs' : 'need'} it`,
    after: [starting.started.get(slot.name)],
  }))
}

/** A running container whose last known health is good needs no wait: that is what the engine would say, too. */
function isHealthyNow(slot: Slot, condition: Condition, { context }: Starting): boolean {
  if (condition !== 'service_healthy' || slot.kind !== 'keep' || context.stopped.has(slot.old.id)) return false
  return slot.old.state === 'running' && slot.old.health === 'healthy'
}

/** `--wait`: every service is up, or done where others wait for its end. */
export function planReadiness(name: string, starting: Starting): void {
  const { context, decided, started } = starting
  const ends = context.graph.dependentsOf(name).some((edge) => edge.condition === 'service_completed_successfully')
  for (const slot of decided.get(name)?.slots ?? []) {
    const idle = !started.has(slot.name) && slot.kind === 'keep' && slot.old.state === 'running'
    const asked = readyFor(name, 'settled', context).ready !== undefined
    if (idle && !ends && !asked && (slot.old.health === undefined || slot.old.health === 'healthy'))
      starting.ready.add(slot.name)
    else
      waitStep(slot, { service: name, until: ends ? 'completed' : untilOf(name, starting), orElse: 'fail' }, starting)
  }
}

/** A wait of dependents for health is the same wait. */
function untilOf(name: string, { context }: Starting): WaitFor {
  const needed = context.graph.dependentsOf(name).some((edge) => edge.condition === 'service_healthy' && edge.required)
  return needed ? 'healthy' : 'settled'
}

/** A host port out of a range is picked by the engine in several steps, so such starts go one after the other. */
function picksPort(service: Service): boolean {
  return (service.ports ?? []).some((port) => port.published?.includes('-') === true)
}

/** Whether a container takes something of the host or network that only one can have. */
export function claims(service: Service): boolean {
  const fixed = [...(service.networks?.values() ?? [])].some(
    (network) => network?.ipv4_address !== undefined || network?.ipv6_address !== undefined,
  )
  return fixed || (service.ports ?? []).length > 0
}

function isProbeWanted(service: Service): boolean {
  return service[extensions]?.get('x-fast-probe') !== false
}
