import type { Screen, Terminal } from './terminal.ts'
import { harmless } from './visible.ts'

/**
 * The terminal for texts that may repeat what containers, engines and builds said, where a CI system reads commands from
 * the output of a job: whatever is written is broken where it is one.
 */
export function guardedTerminal(terminal: Terminal): Terminal {
  return { ...terminal, out: guarded(terminal.out), err: guarded(terminal.err) }
}

function guarded(screen: Screen): Screen {
  return { ...screen, write: (text) => screen.write(harmless(text)) }
}
