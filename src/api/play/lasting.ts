import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { placedVariable } from '../fault.ts'
import type { HostShell } from '../../run/host-shell.ts'
import type { Ground } from './ground.ts'

/** Milliseconds between two looks for the file by which a fault tells that it is in place. */
const pace = 20

/** Runs the line of a fault until the fault is in place, or has failed; the shell ends it with all else that it has left running. */
export function lasting(shell: HostShell, { room }: Pick<Ground, 'room'>): HostShell['run'] {
  return async (call) => {
    const file = join(room, `.fault-${randomUUID()}`)
    const ended = new AbortController()
    const settled = isThere(file, AbortSignal.any([ended.signal, call.signal]))
    // In the foreground: an error of it is the step's.
    const line = `${placedVariable}='${file.replaceAll("'", `'\\''`)}' ${call.line.trim().replace(/\s*&$/, '')}`
    try {
      return await shell.run({ ...call, line, settled })
    } finally {
      ended.abort()
    }
  }
}

/** Resolves when the file is there, and never where the signal comes first. */
async function isThere(file: string, signal: AbortSignal): Promise<void> {
  while (!existsSync(file)) {
    if (signal.aborted) return await new Promise(() => undefined)
    await delay(pace)
  }
}
