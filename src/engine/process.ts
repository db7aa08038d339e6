import type { Writable } from 'node:stream'
import type { ExecOptions, LogChunk } from './exec-options.ts'

/** Rows and columns of a terminal. */
export interface Size {
  readonly rows: number
  readonly columns: number
}

/** What a process says and hears. */
export interface Conversation {
  /** Ends when the process has closed its outputs, and as well when the connection broke: the process' state tells which. */
  readonly output: AsyncIterable<LogChunk>
  /** Takes what it is told; where nobody listens any more, that is dropped. `end()` closes this direction only. */
  readonly input: Writable
  readonly close: () => void
}

export interface ConverseOptions {
  readonly tty: boolean
  readonly stdin: boolean
  /** As docker writes them: `ctrl-p,ctrl-q`. The engine lets go of a terminal that gets them. */
  readonly detachKeys?: string
}

/** A command that runs in a container. */
export interface Process {
  readonly conversation: Conversation
  readonly resize: (size: Size) => Promise<void>
  /** Its exit code, undefined while it runs. Waits a little for the engine, which may note the end late. */
  readonly exitCode: () => Promise<number | undefined>
}

export interface OpenOptions extends Omit<ExecOptions, 'onOutput'>, ConverseOptions {
  /** The first size of its terminal. */
  readonly size?: Size
}

/** How a process ends. */
export interface Ending {
  /** Rejects when the connection breaks or the signal aborts. */
  readonly exitCode: Promise<number>
}
