import { readFileSync, realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Engine } from '../port.ts'

/**
 * Whether the engine sees the same files and ports as this process: it listens on a unix socket that was not mounted into
 * a container, and calls this machine by the same name. A socket that is forwarded from elsewhere, or leads into a virtual
 * machine, has another name behind it. One request.
 */
export async function isSameMachine(engine: Engine): Promise<boolean> {
  return isOwnSocket(engine.address) && (await engine.hostname().catch(() => undefined)) === hostname()
}

/** The same for an engine that has told already what it calls its machine. */
export function isThisMachine(address: string, name: string): boolean {
  return isOwnSocket(address) && name === hostname()
}

/** A unix socket of this machine, as far as can be seen without a request. */
export function isOwnSocket(address: string): boolean {
  return address.startsWith('unix://') && !isMounted(address.slice('unix://'.length))
}

function isMounted(socket: string): boolean {
  try {
    const path = realpathSync(socket)
    const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n')
    return mounts.some((line) => line.split(' ')[4] === path)
  } catch {
    return false
  }
}
