import { readFileSync, realpathSync } from 'node:fs'
import { hostname } from 'node:os'
import type { Engine } from '../port.ts'

/**
 * Whether the engine sees the same files and ports as this process: it listens on a unix socket that was not mounted into
 * a container, and calls this machine by the same name. A socket that is forwarded from elsewhere, or leads into a virtual
 * machine, has another name behind it. One request.
 */
export async function isSameMachine(engine: Engine): Promise<boolean> {
  if (!engine.address.startsWith('unix://') || isMounted(engine.address.slice('unix://'.length))) return false
  return (await engine.hostname().catch(() => undefined)) === hostname()
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
