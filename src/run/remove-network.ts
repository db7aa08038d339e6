import { setTimeout as delay } from 'node:timers/promises'
import { type Engine, EngineError } from '../engine/port.ts'

/** Milliseconds before each further attempt. */
const pauses = [100, 200, 400, 800, 1600] as const

/**
 * Removes a network. An engine under load still counts the endpoints of containers that it has removed: then it is asked
 * again. Rejects with the names of those that do use it.
 */
export async function removeNetwork(
  { network, id }: { readonly network: string; readonly id: string },
  engine: Engine,
  tries = 0,
): Promise<void> {
  try {
    await engine.networks.remove(id)
  } catch (error) {
    if (!(error instanceof EngineError)) throw error
    const users = await usersOf(id, engine)
    if (users.length > 0) throw inUse(`network ${network} is still in use by ${users.join(', ')}`, error)
    const pause = pauses[tries]
    if (pause === undefined || !error.message.includes('has active endpoints')) throw error
    await delay(pause)
    await removeNetwork({ network, id }, engine, tries + 1)
  }
}

/** The containers that the network knows, without those that are gone. */
async function usersOf(id: string, engine: Engine): Promise<readonly string[]> {
  const names = await engine.networks.users(id).catch(() => [])
  const isThere = async (name: string): Promise<boolean> =>
    await engine.containers.inspect(name).then(
      () => true,
      (error: unknown) => !(error instanceof EngineError && error.status === 404),
    )
  const there = await Promise.all(names.map(isThere))
  return names.filter((_, index) => there[index])
}

function inUse(message: string, error: EngineError): EngineError {
  const { operation, status } = error
  return new EngineError(message, { operation, cause: error, ...(status === undefined ? {} : { status }) })
}
