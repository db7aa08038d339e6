import type { Service } from '../attributes/service.ts'
import type { EarlyHook } from '../attributes/service/hook.ts'
import { hookContainer, hookContainerName } from '../model/hook-container.ts'
import { label } from '../model/labels.ts'
import type { ContainerSpec } from '../spec.ts'
import type { UpContext } from './context.ts'
import type { Slot } from './decided.ts'
import type { StepId } from './step.ts'

/** The `pre_start` hooks of a service, and what they follow. */
export interface EarlyHooks {
  readonly service: Service
  /** The container whose volumes the hooks share: the one with the lowest number. */
  readonly slot: Slot
  readonly spec: ContainerSpec
  readonly after: readonly (StepId | undefined)[]
}

/**
 * The `pre_start` hooks of a service, one after the other, each in a container of its own that is removed when it is done
 * . One that fails stays, so that it can be looked at, and the service is not started. Returns the last step.
 */
export function planEarlyHooks(hooks: EarlyHooks, context: UpContext): readonly StepId[] {
  const leftovers = planLeftovers(hooks.service, context)
  let last: readonly (StepId | undefined)[] = [...hooks.after, ...leftovers]
  for (const [index, hook] of (hooks.service.pre_start ?? []).entries())
    last = [planHook({ ...hooks, hook, index, after: last }, context)]
  return last.filter((step) => step !== undefined)
}

interface OneHook extends EarlyHooks {
  readonly hook: EarlyHook
  readonly index: number
}

/** Create, connect, fill, start, wait, remove. */
function planHook({ service, slot, spec, hook, index, after }: OneHook, context: UpContext): StepId {
  const { builder } = context
  const because = 'pre_start'
  const container = hookContainerName(slot.name, index)
  const own = hookContainer(spec, hook, index)
  const subject = { container, service: service.name }
  const pulled = hook.image === undefined ? [] : [planImage(service, hook.image, context)]
  let made = builder.add({
    action: { do: 'create-container', container, spec: own },
    because,
    after: [...after, ...pulled],
  })
  for (const { network, endpoint } of own.connect)
    made = builder.add({
      action: { do: 'connect-network', container, network, endpoint },
      because: 'one more network',
      after: [made],
    })
  if (own.files.length > 0)
    made = builder.add({
      action: { do: 'copy-in', container, spec: own },
      because: 'configs and secrets without a file',
      after: [made],
    })
  const started = builder.add({
    action: { do: 'start-container', ...subject, hook: 'pre_start' },
    because,
    after: [made],
  })
  const ended = { until: 'completed', orElse: 'fail', probes: 'engine', for: [] } as const
  const done = builder.add({
    action: { do: 'wait', ...subject, ...ended, hook: 'pre_start', hookIndex: index },
    because,
    after: [started],
  })
  return builder.add({
    action: { do: 'remove-container', ...subject, anonymousVolumes: 'remove' },
    because,
    after: [done],
  })
}

/** What an earlier hook that failed has left. */
function planLeftovers(service: Service, { builder, observed }: UpContext): readonly StepId[] {
  const left = observed.containers.filter((it) => it.service === service.name && it.labels.has(label.hook))
  return left.map(({ id, name: container }) =>
    builder.once(`remove:${id}`, () => ({
      action: { do: 'remove-container', container, service: service.name, anonymousVolumes: 'remove' },
      because: 'left over from a hook that failed',
    })),
  )
}

function planImage(service: Service, image: string, { builder, observed, policy }: UpContext): StepId | undefined {
  if (observed.images.has(image) || policy.pull === 'never') return undefined
  return builder.once(`pull:${image}:${service.platform ?? ''}`, () => ({
    action: {
      do: 'pull-image',
      image,
      service: service.name,
      ...(service.platform === undefined ? {} : { platform: service.platform }),
      orElse: 'fail',
    },
    because: 'missing locally',
  }))
}
