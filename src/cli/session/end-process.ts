import { setTimeout as delay } from 'node:timers/promises'
import type { Terminal } from '../../render/terminal.ts'

/** Ends the process with the code, once what was written has left it; an interrupted one does not wait for a reader. */
export async function endProcess(code: number, terminal: Terminal): Promise<void> {
  await terminal.flush()
  // Node joins the threads of its file system calls before it exits, and a call on a pipe may last for ever.
  const signal = signals.get(code)
  if (signal !== undefined && readsFiles()) {
    await delay(moment)
    if (readsFiles()) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
  }
  process.exit(code)
}

/** Milliseconds in which any call on a plain file returns. */
const moment = 100

function readsFiles(): boolean {
  return process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'))
}

/** Those whose end of a process a shell shows as the code. */
const signals: ReadonlyMap<number, NodeJS.Signals> = new Map([
  [129, 'SIGHUP'],
  [130, 'SIGINT'],
])
