import type { Service } from '../attributes/service.ts'
import { containerName, finalNameOf, replicasOf } from '../model/names.ts'
import { containersOf, type UpContext } from './context.ts'
import type { Decided, Divergence, ServiceSlots, Slot } from './decided.ts'
import { divergence } from './divergence.ts'
import type { ObservedContainer } from './observed.ts'

/**
 * Decides which containers of a service stay, are replaced, made or removed. Obsolete ones and the highest numbers go
 * first when there are too many; new numbers follow the highest one. Leftovers of a recreation that was
 * killed are recognised by their names, whoever made them, and put right.
 */
export function decideService(service: Service, decided: Decided, context: UpContext): ServiceSlots {
  if (service.name === context.policy.oneOff) return { slots: [], remove: [] }
  const wanted = context.policy.scale.get(service.name) ?? replicasOf(service)
  const { live, leftovers } = settleNumbers(containersOf(context.observed, service.name))
  const judged = live.map((old) => ({ old, why: divergence(service, old, { context, decided }) }))
  const ranked = judged.sort(
    (a, b) => Number(a.why !== undefined) - Number(b.why !== undefined) || a.old.number - b.old.number,
  )
  const slots = ranked.slice(0, wanted).map(({ old, why }) => slotOf(service, { old, why }, context))
  const highest = Math.max(0, ...live.map((container) => container.number))
  for (let number = highest + 1; slots.length < wanted; number++) {
    slots.push({
      kind: 'create',
      number,
      name: containerName(context.project, service, number),
      because: 'no container yet',
    })
  }
  return {
    slots: slots.sort((a, b) => a.number - b.number),
    remove: [
      ...leftovers.map((container) => ({
        container,
        because: 'left over from an interrupted recreation',
        anonymousVolumes: 'remove' as const,
      })),
      ...ranked
        .slice(wanted)
        .map(({ old }) => ({ container: old, because: `scale is ${wanted}`, anonymousVolumes: 'keep' as const })),
    ],
  }
}

function slotOf(
  service: Service,
  { old, why }: { old: ObservedContainer; why: Divergence | undefined },
  { project }: UpContext,
): Slot {
  const { number } = old
  if (why !== undefined) return { kind: 'recreate', name: containerName(project, service, number), number, old, why }
  return { kind: 'keep', name: finalNameOf(old.name) ?? old.name, number, old }
}

/** One container for each number. Of several, the one that has run before and has a proper name is the real one. */
function settleNumbers(containers: readonly ObservedContainer[]): {
  live: ObservedContainer[]
  leftovers: ObservedContainer[]
} {
  const live: ObservedContainer[] = []
  const leftovers: ObservedContainer[] = []
  for (const group of Map.groupBy(containers, (container) => container.number).values()) {
    const [real, ...others] = group.sort((a, b) => standing(b) - standing(a) || (a.id < b.id ? -1 : 1))
    if (real !== undefined) live.push(real)
    leftovers.push(...others)
  }
  return { live, leftovers }
}

function standing(container: ObservedContainer): number {
  const started = container.state === 'created' ? 0 : 2
  return started + (finalNameOf(container.name) === undefined ? 1 : 0)
}
