import type { Service } from '../attributes/service.ts'
import { type CommonText, commonText, containerSpec } from '../model/container.ts'
import type { Inherited } from '../model/inherited.ts'
import { imageName, networkName, replacementName } from '../model/names.ts'
import type { ContainerSpec } from '../spec.ts'
import { containersOf, serviceOf, type UpContext } from './context.ts'
import type { Decided, Slot } from './decided.ts'
import { isAlive } from './is-alive.ts'
import type { ObservedContainer } from './observed.ts'
import type { Change, StepId } from './step.ts'
import { stopContainer } from './stop-container.ts'

/** The recreation of one container, seen from its steps: what `up` shows as one line. */
export function groupOf(slot: Slot): string {
  return `recreate:${slot.name}`
}

/** Everything about the containers of one `up`, by container id or final name. */
export interface ContainerSteps {
  /** The step after which a container of that final name exists (under whatever name). */
  readonly created: Map<string, StepId>
  /** The step after which it also has its final name. */
  readonly settled: Map<string, StepId>
  /** Made when they are asked for: most of the work of a plan, and what stays as it is needs none. */
  readonly specs: Map<string, () => ContainerSpec>
}

/**
 * First pass, dependencies first: new containers are created. They wait only for what their creation needs: networks,
 * volumes, image, and those containers whose namespaces or volumes they share. A replacement is made while the old one
 * still runs, so that a mistake in it costs no downtime.
 */
export function planCreations(
  name: string,
  decided: Decided,
  { context, steps }: { context: UpContext; steps: ContainerSteps },
): void {
  const service = serviceOf(context.project, name)
  const freed = freeNames(name, decided, context)
  let common: CommonText | undefined
  const commonOnce = (): CommonText =>
    (common ??= commonText(context.project, service, (other) => namesOf(other, { context, decided })))
  for (const slot of decided.get(name)?.slots ?? []) {
    const specified = (): ContainerSpec => specOf(service, slot, { context, decided, common: commonOnce() })
    if (slot.kind === 'keep') {
      steps.specs.set(slot.name, specified)
      continue
    }
    const spec = specified()
    steps.specs.set(slot.name, () => spec)
    const recreation = slot.kind === 'recreate' ? { group: groupOf(slot), ...changesOf(slot.why) } : {}
    const because = slot.kind === 'recreate' ? slot.why.because : slot.because
    const container = slot.kind === 'recreate' ? replacementName(slot.old.id, slot.name) : slot.name
    const action = { do: 'create-container', container, spec } as const
    const after = [
      ...needsOf(service, context),
      ...networksOf(service, context, 'to be created'),
      ...parentsOf(name, decided, { context, steps }),
      freed.get(container),
      context.freed.get(container),
    ]
    let last = context.builder.add({ action, because, after, ...recreation })
    for (const { network, endpoint } of spec.connect) {
      last = context.builder.add({
        action: { do: 'connect-network', container, network, endpoint },
        because: 'one more network',
        after: [last, ...networksOf(service, context, 'to be started')],
      })
    }
    steps.created.set(slot.name, last)
    if (slot.kind === 'create') steps.settled.set(slot.name, last)
  }
}

/** Removes what an interrupted recreation left and never ran; its name may be needed again. By name. */
function freeNames(name: string, decided: Decided, { builder }: UpContext): ReadonlyMap<string, StepId> {
  const leftovers = (decided.get(name)?.remove ?? []).filter(({ container }) => !isAlive(container))
  return new Map(
    leftovers.map(({ container, because, anonymousVolumes }) => {
      const action = { do: 'remove-container', container: container.name, service: name, anonymousVolumes } as const
      return [container.name, builder.once(`remove:${container.id}`, () => ({ action, because }))]
    }),
  )
}

/**
 * Second pass, dependents first: what must go is stopped and removed, and replacements take the names of the old ones.
 * A dependent that is restarted with its dependency stops before it.
 */
export function planReplacements(
  name: string,
  decided: Decided,
  { context, steps }: { context: UpContext; steps: ContainerSteps },
): void {
  const { builder } = context
  const gone = (decided.get(name)?.remove ?? []).map(({ container, because, anonymousVolumes }) => {
    const stop = stopContainer(container, { because }, context)
    const action = { do: 'remove-container', container: container.name, service: name, anonymousVolumes } as const
    return builder.once(`remove:${container.id}`, () => ({ action, because, after: [stop] }))
  })
  for (const slot of decided.get(name)?.slots ?? []) {
    if (slot.kind === 'recreate') replace(slot, { name, after: gone }, { context, steps })
    if (slot.kind === 'keep' && slot.old.name !== slot.name) {
      const action = { do: 'rename-container', container: slot.old.name, to: slot.name } as const
      steps.settled.set(
        slot.name,
        builder.add({ action, because: 'left over from an interrupted recreation', after: gone }),
      )
    }
  }
}

interface Replacing {
  readonly name: string
  readonly after: readonly (StepId | undefined)[]
}

/** Create, stop, remove, rename: at each point the next `up` finds either the old container or the whole new one. */
function replace(
  slot: Extract<Slot, { kind: 'recreate' }>,
  { name, after }: Replacing,
  { context, steps }: { context: UpContext; steps: ContainerSteps },
): void {
  const { builder } = context
  const created = steps.created.get(slot.name)
  const group = groupOf(slot)
  const because = slot.why.because
  const dependents = stopDependents(name, created, context)
  const stop = stopContainer(slot.old, { because, after: [created, ...dependents, ...after], group }, context)
  const remove = builder.once(`remove:${slot.old.id}`, () => ({
    action: { do: 'remove-container', container: slot.old.name, service: name, anonymousVolumes: 'keep' },
    because,
    after: [created, stop, ...dependents, ...after],
    group,
  }))
  const action = { do: 'rename-container', container: replacementName(slot.old.id, slot.name), to: slot.name } as const
  steps.settled.set(slot.name, builder.add({ action, because, after: [created, remove], group }))
}

/** Stops those dependents that go down with a service: `restart: true`, and, further on, those that share a namespace. */
function stopDependents(
  name: string,
  created: StepId | undefined,
  context: UpContext,
): readonly (StepId | undefined)[] {
  return context.graph
    .dependentsOf(name)
    .filter((edge) => edge.restart && edge.from !== context.policy.oneOff)
    .flatMap((edge) => {
      const further = context.graph.dependentsOf(edge.from).some((next) => next.shares)
        ? stopDependents(edge.from, created, context)
        : []
      const because = `${name} gets a new container, and ${edge.from} restarts with it`
      const stops = containersOf(context.observed, edge.from)
        .filter(isAlive)
        .map((container) => stopContainer(container, { because, after: [created, ...further] }, context))
      return [...further, ...stops]
    })
}

function needsOf(service: Service, { ready }: UpContext): readonly (StepId | undefined)[] {
  const volumes = (service.volumes ?? []).map((mount) =>
    mount.type === 'volume' && mount.source !== undefined ? ready.volumes.get(mount.source) : undefined,
  )
  return [ready.images.get(service.name), ...volumes]
}

/** When the networks are there that a container of the service must find. */
export function networksOf(
  service: Service,
  { ready, lateNetworks }: UpContext,
  when: 'to be created' | 'to be started',
): readonly (StepId | undefined)[] {
  return [...(service.networks?.keys() ?? [])]
    .filter((key) => when === 'to be started' || !lateNetworks.has(key))
    .map((key) => ready.networks.get(key))
}

/** Containers whose id the payload holds must exist first; linked ones only as far as the engine looks them up at the start. */
function parentsOf(
  name: string,
  decided: Decided,
  { context, steps }: { context: UpContext; steps: ContainerSteps },
): readonly (StepId | undefined)[] {
  const linked = (context.project.services.get(name)?.links ?? []).map((link) => link.split(':')[0] ?? '')
  const shared = context.graph
    .dependenciesOf(name)
    .filter((edge) => edge.shares)
    .map((edge) => edge.to)
  return [...new Set([...shared, ...linked])].flatMap((parent) =>
    (decided.get(parent)?.slots ?? []).map((slot) => steps.created.get(slot.name)),
  )
}

function specOf(
  service: Service,
  slot: Slot,
  { context, decided, common }: { context: UpContext; decided: Decided; common: CommonText },
): ContainerSpec {
  const replaces =
    slot.kind === 'recreate' ? { replaces: service.container_name ?? `${service.name}-${slot.number}` } : {}
  const image = context.ready.images.has(service.name)
    ? undefined
    : context.observed.images.get(imageName(context.project, service))
  return containerSpec(context.project, service, {
    ...(image === undefined ? {} : { imageId: image.id }),
    number: slot.number,
    apiVersion: context.observed.apiVersion,
    namesOf: (other) => namesOf(other, { context, decided }),
    common,
    inherited:
      slot.kind === 'recreate' && context.policy.anonymousVolumes === 'keep' ? inheritedFrom(slot.old, service) : [],
    ...replaces,
  })
}

function namesOf(
  service: string,
  { context, decided }: { context: UpContext; decided: Decided },
): readonly [string, ...string[]] {
  const names =
    decided.get(service)?.slots.map((slot) => slot.name) ??
    containersOf(context.observed, service).map((container) => container.name)
  const [first, ...rest] = names
  return first === undefined
    ? [`${context.project.name}${context.project.separator}${service}${context.project.separator}1`]
    : [first, ...rest]
}

const anonymousName = /^[0-9a-f]{64}$/

/** Anonymous volumes of the old container that the new one takes over. */
function inheritedFrom(old: ObservedContainer, service: Service): readonly Inherited[] {
  return old.mounts.flatMap((mount): Inherited[] => {
    if (mount.type !== 'volume' || mount.name === undefined || !anonymousName.test(mount.name)) return []
    const declared = service.volumes?.find((own) => own.target === mount.target)
    if (declared !== undefined && (declared.type !== 'volume' || declared.source !== undefined)) return []
    return [{ volume: mount.name, target: mount.target, because: declared === undefined ? 'image' : 'declared' }]
  })
}

function changesOf({ changes }: { readonly changes?: readonly Change[] }): { readonly changes?: readonly Change[] } {
  return changes === undefined ? {} : { changes }
}

/** Puts containers that stay back on a network that was made anew. */
export function planReconnections(
  decided: Decided,
  { context, steps }: { context: UpContext; steps: ContainerSteps },
): ReadonlyMap<string, readonly StepId[]> {
  const reconnected = new Map<string, StepId[]>()
  const replaced = new Set(
    [...decided.values()].flatMap(({ slots, remove }) => [
      ...slots.flatMap((slot) => (slot.kind === 'recreate' ? [slot.old.id] : [])),
      ...remove.map(({ container }) => container.id),
    ]),
  )
  for (const key of context.renewedNetworks) {
    const network = networkName(context.project, key)
    for (const container of context.observed.containers) {
      if (!container.networks.has(network) || replaced.has(container.id)) continue
      const endpoint = steps.specs.get(container.name)?.().body.NetworkingConfig.EndpointsConfig[network] ?? {
        Aliases: [container.name, container.service],
      }
      const action = { do: 'connect-network', container: container.name, network, endpoint } as const
      const step = context.builder.add({
        action,
        because: `network ${network} changed`,
        after: [context.ready.networks.get(key)],
      })
      reconnected.set(container.name, [...(reconnected.get(container.name) ?? []), step])
    }
  }
  return reconnected
}
