import type { Engine } from './port.ts'
import { type ConnectOptions, type Endpoint, endpointOf } from './transport/endpoint.ts'

export type { ConnectOptions } from './transport/endpoint.ts'

/**
 * The engine of the surroundings. Sends nothing yet: the first request opens the connection, so a dead engine shows
 * there; only a way over ssh is opened at once. Rejects with EngineError where the address cannot be used.
 */
export async function connect(options: ConnectOptions): Promise<Engine> {
  const endpoint = await endpointOf(options)
  const { dockerEngine } = await import('./docker.ts')
  return dockerEngine(await within(endpoint, options), options)
}

async function within(endpoint: Endpoint, { env }: ConnectOptions): Promise<Endpoint> {
  const { ssh } = endpoint
  if (ssh === undefined) return endpoint
  const { tunnelled } = await import('./transport/ssh-tunnel.ts')
  return await tunnelled({ ...endpoint, ssh }, env)
}
