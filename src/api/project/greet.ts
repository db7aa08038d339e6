import { type Glance, glance } from '../../engine/observe.ts'
import type { World } from '../world/world.ts'

/**
 * Sends the first requests to the engine, so that they are answered while files are read (5 ms of every command). Never
 * rejects: what is wrong with the engine shows after what is wrong with the files, when something is asked of it.
 */
export async function greet(world: Pick<World, 'engine'>): Promise<Glance | undefined> {
  const greeted = await world.engine().catch(() => undefined)
  const seen = greeted && glance(greeted)
  await requestsSent()
  return seen
}

/** What was asked of the engine has left: that is in the turn after the one in which the connection is opened. */
export async function requestsSent(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
