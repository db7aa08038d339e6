import { existsSync } from 'node:fs'
import { realPath } from './host/real-path.ts'
import type { Engine } from './port.ts'
import { defaultSocket } from './transport/endpoint.ts'

/** What several ways of writing the address of one engine have in common: where the socket really lies, or host and port. */
export function engineKey(address: string): string {
  if (address.startsWith('unix://')) return `unix://${realPath(address.slice('unix://'.length))}`
  const [, host = '', rest = ''] = /^\w+:\/\/(\[[^\]]*\]|[^:/]*)(.*)$/.exec(address) ?? []
  return `tcp://${isThisMachine(host) ? 'localhost' : host.toLowerCase()}${rest}`
}

type Way = Pick<Engine, 'address' | 'id' | 'close'>

/**
 * The same for a lock, in which the port and the socket of one engine of this machine are to meet: an engine on a port has the
 * key of the default socket where the one behind that has its ID. Two requests, for such an address only.
 */
export async function lockKey(
  engine: Way,
  connect: (host: string) => Promise<Way>,
  path: string = defaultSocket,
): Promise<string> {
  const key = engineKey(engine.address)
  if (!key.startsWith('tcp://localhost') || !existsSync(path)) return key
  const socket = await connect(`unix://${path}`)
  try {
    const [id, other] = await Promise.all([engine.id(), socket.id()])
    return id !== undefined && id !== '' && id === other ? engineKey(socket.address) : key
  } catch {
    return key
  } finally {
    socket.close()
  }
}

function isThisMachine(host: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/i.test(host)
}
