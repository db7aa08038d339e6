import { once } from 'node:events'
import type { Conversation, Size } from '../engine/process.ts'
import { createDetachScanner } from './detach-keys.ts'
import type { Seat } from './seat.ts'

/** How a process in a container is talked to. */
export interface Talk {
  /** The process has a terminal: keys are passed on as they are typed. */
  readonly tty: boolean
  readonly stdin: boolean
  /** The bytes that let go of a terminal. */
  readonly detachKeys: Uint8Array
  readonly resize: (size: Size) => Promise<void>
  /** Ends the talk; the process goes on. */
  readonly signal?: AbortSignal
}

/** How a talk ended. `closed`: the process has closed its outputs, or the connection broke. */
export type TalkEnd = 'closed' | 'detached' | 'aborted'

/**
 * Connects a person with a process until the process has said all, the person lets go, or the signal aborts. Both directions
 * have back-pressure; the end of the input is passed on. The terminal is as it was before, however this ends.
 */
export async function talk(conversation: Conversation, seat: Seat, options: Talk): Promise<TalkEnd> {
  const { tty, signal } = options
  const over = new AbortController()
  const restore = tty && seat.terminal.input ? seat.raw() : () => undefined
  const stopResizing = tty ? followSize(seat, options.resize) : () => undefined
  try {
    const said = listen(conversation, seat).then((): TalkEnd => 'closed')
    const letGo = options.stdin ? speak(conversation, seat, { ...options, signal: over.signal }) : never
    const aborted = signal === undefined ? never : whenAborted(signal, over.signal)
    return await Promise.race([said, letGo, aborted])
  } finally {
    over.abort()
    stopResizing()
    restore()
    seat.input.pause()
    conversation.close()
  }
}

const never = new Promise<never>(() => undefined)

async function listen({ output }: Conversation, seat: Seat): Promise<void> {
  for await (const { stream, data } of output) {
    const to = stream === 'stderr' ? seat.errors : seat.output
    if (!to.write(data)) await once(to, 'drain')
  }
}

/** Passes on what is typed or piped in. Resolves only when the person lets go. */
async function speak(
  { input }: Conversation,
  seat: Seat,
  { tty, detachKeys, signal }: Pick<Talk, 'tty' | 'detachKeys'> & { readonly signal: AbortSignal },
): Promise<TalkEnd> {
  const scanner = tty ? createDetachScanner(detachKeys) : undefined
  try {
    for await (const data of seat.input.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (signal.aborted) return await never
      const { bytes, detached } = scanner?.push(data) ?? { bytes: data, detached: false }
      if (bytes.length > 0 && !input.write(bytes)) await once(input, 'drain', { signal })
      if (detached) return 'detached'
    }
  } catch {
    // A terminal that hung up (EIO) has nothing more to say, nor has a talk that is over.
  }
  if (!signal.aborted) input.end()
  return await never
}

async function whenAborted(signal: AbortSignal, over: AbortSignal): Promise<TalkEnd> {
  if (!signal.aborted) await once(signal, 'abort', { signal: over }).catch(() => never)
  return 'aborted'
}

/** Tells the process' terminal the size of ours, now and after each change; of several changes the last one counts. */
function followSize(seat: Seat, resize: Talk['resize']): () => void {
  let wanted = 0
  let busy = false
  const tell = async (): Promise<void> => {
    if (busy) return
    busy = true
    for (let told = -1; told !== wanted;) {
      told = wanted
      const size = seat.size()
      // It may have ended meanwhile.
      if (size !== undefined) await resize(size).catch(() => undefined)
    }
    busy = false
  }
  const changed = (): void => {
    wanted++
    void tell()
  }
  changed()
  return seat.onResize(changed)
}
