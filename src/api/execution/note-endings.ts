import type { Engine } from '../../engine/port.ts'
import { endingsOf } from '../../plan/history.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import type { Plan } from '../../plan/step.ts'
import type { World } from '../world/world.ts'
import { addToHistory } from './kept-history.ts'

/** Keeps, for `muster why`, that a command stopped or killed containers from that time on (milliseconds since the epoch). */
export function noteEndings(
  plan: Plan,
  began: number,
  seen: { readonly containers: readonly ObservedContainer[]; readonly engine: Engine; readonly world: World },
): void {
  const { containers, engine, world } = seen
  const by = { by: world.command ?? '', at: new Date(began).toISOString() }
  const endings = endingsOf(plan, containers, by)
  if (endings.length === 0) return
  addToHistory({ endings }, { project: plan.project, address: engine.address }, world)
}
