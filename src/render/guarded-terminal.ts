import type { Screen, Terminal } from './terminal.ts'
import { harmless, spelledBeyondAscii } from './visible.ts'

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

/** The terminal for what commands print as data; to files and pipes that goes as it is. */
export function dataTerminal(terminal: Terminal): Terminal {
  const { out } = terminal
  if (!out.tty) return terminal
  return { ...terminal, out: { ...out, write: (text) => out.write(spelledBeyondAscii(text)) } }
}
