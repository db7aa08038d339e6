import { notedChange } from '../../plan/history.ts'
import type { Plan, Step } from '../../plan/step.ts'
import type { Next, Why } from '../../plan/why.ts'
import { plan } from '../plan.ts'
import type { ProjectOptions, World } from '../world/world.ts'

/** By the plan of `up SERVICE`. What it warns of is not about the past, and stays unsaid. */
export async function outlookFor(
  service: string,
  options: ProjectOptions,
  world: World,
): Promise<Pick<Why, 'next' | 'refused'>> {
  try {
    const silent = { ...world, emit: () => undefined }
    const planned = await plan({ ...options, services: [service] }, silent)
    const next = nextIn(planned.plan, service)
    return { next, ...(planned.refused && { refused: planned.refused.message }) }
  } catch (error) {
    world.signal.throwIfAborted()
    return { next: [], refused: error instanceof Error ? error.message : String(error) }
  }
}

function nextIn({ steps, keep }: Plan, service: string): readonly Next[] {
  const done = steps.flatMap((step) => nextOf(step, service) ?? [])
  const kept = keep.filter((it) => it.service === service)
  const all = [...done, ...kept.map(({ container, because }) => ({ container, does: 'keep', because }) as const)]
  // What is created is started, too.
  return [...Map.groupBy(all, ({ container }) => container).values()].flatMap(([first]) => first ?? [])
}

function nextOf({ action, because, changes, group }: Step, service: string): Next | undefined {
  if (action.do === 'create-container') {
    if (action.spec.service !== service) return undefined
    const does = group === undefined ? 'create' : 'recreate'
    return { container: action.spec.name, does, because, ...(changes && { changes: changes.map(notedChange) }) }
  }
  if (!('service' in action) || action.service !== service || group !== undefined) return undefined
  if (action.do === 'start-container' && action.hook === undefined)
    return { container: action.container, does: 'start', because }
  return action.do === 'remove-container' ? { container: action.container, does: 'remove', because } : undefined
}
