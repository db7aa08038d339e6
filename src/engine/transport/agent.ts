import { Agent } from 'node:http'
import { inspect } from 'node:util'
import type { Endpoint } from './endpoint.ts'
import { trust } from './tls.ts'

/**
 * Opens the modem's connections, keeps them, and is the only one who tells it where the engine is: the modem never parses
 * an address, for it does so with `url.parse`, of which Node 24 warns.
 */
export async function agentFor({ target, tls, address }: Endpoint): Promise<Agent> {
  const where = target.kind === 'unix' ? { socketPath: target.path } : { host: target.host, port: target.port }
  // Each wait, log and attachment holds a connection, so there is no limit.
  const agent = tls ? await tlsAgent({ ...where, ...trust(tls), ...kept }) : new Agent({ ...where, ...kept, ...plain })
  // The modem formats its options for a debug line with each request, with everything that hangs on the agent.
  return Object.assign(agent, { [inspect.custom]: () => address })
}

/** Closes the connections that wait for a request. */
export function dropIdle(agent: Agent): void {
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
}

const kept = { keepAlive: true, maxSockets: Infinity, maxFreeSockets: 64, scheduling: 'lifo' } as const

/** Without TLS no server is asked for by name; left out, Node tests whether the name is an address, which takes 4 ms. */
const plain = { servername: '' } as const

async function tlsAgent(options: object): Promise<Agent> {
  // Loaded where it is needed: TLS costs some milliseconds of every start.
  const https = await import('node:https')
  return new https.Agent(options)
}
