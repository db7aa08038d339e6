import { Agent } from 'node:http'
import type { Duplex } from 'node:stream'
import { inspect } from 'node:util'
import type { Endpoint } from './endpoint.ts'

export interface Connections {
  readonly agent: Agent
  /** A connection that nobody else uses; the caller closes it. */
  readonly connect: () => Duplex
}

/**
 * Opens the connections, keeps them, and is the only one who knows where the engine is: the modem never parses an
 * address, for it does so with `url.parse`, of which Node 24 warns.
 */
export async function connectionsTo(endpoint: Endpoint): Promise<Connections> {
  const { target, tls } = endpoint
  const where = target.kind === 'unix' ? { socketPath: target.path } : { host: target.host, port: target.port }
  const options = tls ? { ...where, ...trust(tls) } : { ...where, ...plain }
  // Each wait, log and attachment holds a connection, so there is no limit.
  const agent = tls ? await tlsAgent({ ...options, ...kept }) : new Agent({ ...options, ...kept })
  // The modem formats its options for a debug line with each request, with everything that hangs on the agent.
  Object.assign(agent, { [inspect.custom]: () => endpoint.address })
  return { agent, connect: () => agent.createConnection(dialling(options)) as Duplex }
}

/** Sockets call a path what requests call a socket path. */
function dialling(options: { readonly socketPath?: string }): object {
  return options.socketPath === undefined ? options : { path: options.socketPath }
}

/** Closes the connections that wait for a request. */
export function dropIdle(agent: Agent): void {
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
}

const kept = { keepAlive: true, maxSockets: Infinity, maxFreeSockets: 64, scheduling: 'lifo' } as const

/** Without TLS no server is asked for by name; left out, Node tests whether the name is an address, which takes 4 ms. */
const plain = { servername: '' } as const

function trust({ verify, ...files }: NonNullable<Endpoint['tls']>): object {
  return { ...files, rejectUnauthorized: verify }
}

async function tlsAgent(options: object): Promise<Agent> {
  // Loaded where it is needed: TLS costs some milliseconds of every start.
  const https = await import('node:https')
  return new https.Agent(options)
}
