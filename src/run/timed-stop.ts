import type { ProcessTable } from '../engine/container-looks.ts'
import type { Engine } from '../engine/port.ts'
import type { Emit } from '../events.ts'
import type { Ended } from './ended-by-force.ts'
import { steadyNow } from './steady-now.ts'

/** Milliseconds: who stops sooner was not killed by the engine, whose shortest grace period is a second. */
const swift = 900

/**
 * Stops or restarts a container with `act`, and warns where the engine had to kill it. With `-t` nothing is told: who limits
 * the time expects that. Rejects as `act`.
 */
export async function timedStop(
  action: Ended,
  world: { readonly engine: Engine; readonly emit: Emit },
  act: (time: { readonly timeout?: number }) => Promise<unknown>,
): Promise<undefined> {
  if (action.timeout !== undefined) return void (await act({ timeout: action.timeout }))
  const began = steadyNow()
  let processes: Promise<ProcessTable | undefined> | undefined
  const look = (): void => void (processes = world.engine.containers.top(action.container).catch(() => undefined))
  const timer = setTimeout(look, swift)
  await act({}).finally(() => clearTimeout(timer))
  const took = steadyNow() - began
  if (took < swift) return
  const { tellOfForce } = await import('./ended-by-force.ts')
  await tellOfForce(action, { took, processes: await processes }, world)
}
