import { type ConnectOptions, endpointOf } from './endpoint.ts'
import type { Engine } from './port.ts'

export type { ConnectOptions } from './endpoint.ts'

/**
 * The engine of the surroundings. Sends nothing yet: the first request opens the connection, so a dead engine shows
 * there. Rejects with EngineError where the address cannot be used.
 */
export async function connect(options: ConnectOptions): Promise<Engine> {
  const endpoint = await endpointOf(options)
  const { dockerEngine } = await import('./docker.ts')
  return dockerEngine(endpoint, options)
}
