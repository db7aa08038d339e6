import { Readable, Writable } from 'node:stream'
import type { Seat } from '../run/seat.ts'

/** How a command in a container went. Both texts are UTF-8; what is not becomes U+FFFD. */
export interface ProgramResult {
  /** Its exit code. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A seat of a program: there is no terminal, the input is given and the output kept. */
export interface CapturedSeat {
  readonly seat: Seat
  /** What was said so far. */
  readonly said: () => Pick<ProgramResult, 'stdout' | 'stderr'>
}

/** Absent input is an empty one. When the signal aborts, the seat asks for a kill, as insisting at a terminal does. */
export function capturedSeat(input: string | Uint8Array | undefined, signal: AbortSignal): CapturedSeat {
  const stdout = collector()
  const stderr = collector()
  const seat: Seat = {
    input: Readable.from(input === undefined || input.length === 0 ? [] : [bytesOf(input)]),
    output: stdout.stream,
    errors: stderr.stream,
    terminal: { input: false, output: false },
    size: () => undefined,
    onResize: () => () => undefined,
    raw: () => () => undefined,
    onSignal: (received) => {
      const kill = (): void => received('SIGKILL')
      signal.addEventListener('abort', kill, { once: true })
      return () => signal.removeEventListener('abort', kill)
    },
    onUnread: () => () => undefined,
  }
  return { seat, said: () => ({ stdout: stdout.text(), stderr: stderr.text() }) }
}

function bytesOf(input: string | Uint8Array): Uint8Array {
  return typeof input === 'string' ? Buffer.from(input) : input
}

function collector(): { readonly stream: Writable; readonly text: () => string } {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _, done) => {
      chunks.push(chunk)
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}
