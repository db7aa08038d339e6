import { type HostShell, settledDescriptor } from '../../run/host-shell.ts'
import { placedVariable } from '../fault.ts'

/** Runs the line of a fault until the fault is in place, or has failed; the shell ends it with all else that it has left running. */
export function lasting(shell: HostShell): HostShell['run'] {
  return async (call) => {
    // In the foreground: an error of it is the step's.
    const line = `${placedVariable}=${settledDescriptor} ${call.line.trim().replace(/\s*&$/, '')}`
    return await shell.run({ ...call, line, settles: 'descriptor' })
  }
}
