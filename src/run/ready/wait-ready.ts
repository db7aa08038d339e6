import type { ReadyCondition } from '../../attributes/ready/condition.ts'
import { type Ready, type Wait, type WaitWorld, waitUntil } from '../wait.ts'
import { untilReady, type ReadyWorld } from './ready.ts'

/** A wait for a container with conditions besides, or instead of, a healthcheck. Rejects as `waitUntil` and `untilReady`. */
export async function waitReady(
  wait: Wait & { readonly ready: readonly ReadyCondition[] },
  world: WaitWorld & ReadyWorld,
  signal: AbortSignal,
): Promise<Ready> {
  const { healthcheck, health } = await world.engine.containers.inspect(wait.container)
  const probed = health !== undefined || healthcheck !== undefined
  if (probed) await waitUntil({ ...wait, until: 'healthy' }, world, signal)
  await untilReady(wait, world, signal)
  return probed ? 'healthy' : 'running'
}
