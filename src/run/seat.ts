import type { Readable, Writable } from 'node:stream'
import type { Size } from '../engine/process.ts'

/** Where a person (or a script) sits: the streams of this process, raw, and its signals. */
export interface Seat {
  readonly input: Readable
  readonly output: Writable
  readonly errors: Writable
  /** Whether keys come from a terminal, and whether output goes to one. */
  readonly terminal: { readonly input: boolean; readonly output: boolean }
  /** The terminal's size, undefined where there is none. */
  readonly size: () => Size | undefined
  /** Calls back when the terminal has another size. Returns how to stop. */
  readonly onResize: (changed: () => void) => () => void
  /** Keys come as they are typed and nothing is echoed, Ctrl-C is a key. Returns how to undo it, which may be called twice. */
  readonly raw: () => () => void
  /**
   * From now on signals that would end the process, and those that programs use among themselves, come here only. Returns how
   * to stop.
   */
  readonly onSignal: (received: (signal: NodeJS.Signals) => void) => () => void
  /** What to do, within a second, when this process must end because nobody reads what it prints. Returns how to forget it. */
  readonly onUnread: (act: () => Promise<unknown>) => () => void
}
