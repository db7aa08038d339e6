import type { World } from './world.ts'

/**
 * Sends the first request to the engine, so that it is answered while files are read (5 ms of every command). Never
 * rejects: what is wrong with the engine shows after what is wrong with the files, when something is asked of it.
 */
export async function greet(world: Pick<World, 'engine'>): Promise<void> {
  const greeted = await world.engine().catch(() => undefined)
  greeted?.version().catch(() => undefined)
  await requestsSent()
}

/** What was asked of the engine has left: that is in the turn after the one in which the connection is opened. */
export async function requestsSent(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
}
