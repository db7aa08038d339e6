import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'

/** One of the two output streams. */
export interface Screen {
  readonly tty: boolean
  /** Width in columns; 80 where nobody knows (a pty without a size says 0). */
  columns(): number
  /** Height in rows; 24 where nobody knows. */
  rows(): number
  write(text: string): void
}

/** The only way to the outside for text. */
export interface Terminal {
  readonly out: Screen
  readonly err: Screen
  /**
   * Resolves when a reader has kept up with what was written, or the signal aborts: whether there is room for more. Without
   * waiting for it memory fills.
   */
  room(signal?: AbortSignal): Promise<boolean>
  /** Resolves when everything written so far has left the process. */
  flush(): Promise<void>
  /** What to do before the command ends because its output has nowhere to go; given a second. Returns how to forget it. */
  beforeBroken(act: () => Promise<unknown>): () => void
  /** The command was interrupted: `flush` waits no longer than a moment for who does not read. */
  hurry(): void
}

/** Milliseconds that an interrupted command waits for its reader: enough for any that reads. */
const moment = 400
/** Milliseconds for what a command does when it ends because its output has nowhere to go. */
const lastMoment = 1000
/** Milliseconds in which the signal comes that tells of a terminal which is gone. */
const untilHangUp = 1000

/**
 * Wraps the streams of the process. When one breaks, nothing more is written, and `onBroken` is called once, so that the
 * command can end: for a reader that has gone (`muster logs | head`) without a reason and without a message, as for any
 * program that SIGPIPE ends; else, on a full disk for instance, with the reason. Where only stderr has no room, what goes there
 * is dropped and the command goes on: it is hardly what the command is for, and work that is broken off half way is worse. So
 * it is where a terminal is gone: its signal (SIGHUP) says how the command ends.
 */
export function createTerminal(streams: Streams, onBroken: (reason?: Error) => void): Terminal {
  let broken = false
  let gone = false
  let deaf = false
  let ended = Promise.resolve()
  const acts = new Set<() => Promise<unknown>>()
  const onError = (error: NodeJS.ErrnoException): void => {
    if (broken) return
    broken = true
    const reason = error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED' ? undefined : error
    if (acts.size === 0) return onBroken(reason)
    const done = Promise.allSettled([...acts].map(async (act) => await act()))
    ended = Promise.race([done, delay(lastMoment)]).then(() => onBroken(reason))
  }
  let hurried = false
  const onHangUp = (error: Error): void => {
    gone = true
    setTimeout(() => hurried || onError(error), untilHangUp).unref()
  }
  streams.out.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO' && streams.out.isTTY === true) onHangUp(error)
    else onError(error)
  })
  streams.err.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') onError(error)
    else deaf = true
  })
  const lost = (stream: Output): boolean =>
    broken || (gone && stream.isTTY === true) || (deaf && stream === streams.err)
  const screen = (stream: Output): Screen => ({
    tty: stream.isTTY === true,
    columns: () => stream.columns || 80,
    rows: () => stream.rows || 24,
    write: (text) => {
      if (!lost(stream) && text !== '') stream.write(text)
    },
  })
  const left = (stream: Output): Promise<void> =>
    new Promise((done) => (lost(stream) || stream.writableLength === 0 ? done() : stream.write('', () => done())))
  return {
    out: screen(streams.out),
    err: screen(streams.err),
    room: createRoom(streams),
    hurry: () => void (hurried = true),
    beforeBroken: (act) => {
      acts.add(act)
      return () => void acts.delete(act)
    },
    flush: async () => {
      const all = Promise.all([left(streams.out), left(streams.err)])
      await (hurried ? Promise.race([all, delay(moment)]) : all)
      // A file takes what is written at once, and says a turn later that it could not.
      await new Promise((done) => setImmediate(done))
      await ended
    },
  }
}

/** One wait for each stream, however many wait for it. */
function createRoom(streams: Streams): Terminal['room'] {
  const drained = (stream: Output): (() => Promise<unknown> | undefined) => {
    let waiting: Promise<unknown> | undefined
    return () => {
      if (!stream.writableNeedDrain || stream.destroyed) return undefined
      return (waiting ??= once(stream, 'drain').finally(() => (waiting = undefined)))
    }
  }
  const outputs = [drained(streams.out), drained(streams.err)]
  return async (signal) => {
    const full = outputs.flatMap((wait) => wait() ?? [])
    if (full.length === 0) return true
    if (signal?.aborted === true) return false
    const over = new AbortController()
    const aborted = signal && once(signal, 'abort', { signal: over.signal })
    // A stream that breaks ends the process.
    const outcome = Promise.race([Promise.all(full), ...(aborted === undefined ? [] : [aborted.then(() => 'aborted')])])
    const isFull = (await outcome.catch(() => undefined)) === 'aborted'
    over.abort()
    aborted?.catch(() => undefined)
    return !isFull
  }
}

/** A stream of the process. */
type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number }

/** The two streams that muster writes to. */
export interface Streams {
  readonly out: Output
  readonly err: Output
}
