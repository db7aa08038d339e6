import { setTimeout as delay } from 'node:timers/promises'
import { label } from '../model/labels.ts'
import { type Mailbox, mailbox } from './mailbox.ts'
import type { Engine, EngineEvent } from './port.ts'

/**
 * What happens to a project's containers, from one event stream. It is opened before anything is done, so that nothing
 * is missed: subscribe, look once, look again with each tick. Everything ends when the signal aborts or with `close`.
 */
export interface Watch {
  /**
   * Ticks for a container, by name or id: "something happened; look again", with the event if it was one. Counts from the
   * call, not from the first iteration. Ticks that come while the reader is busy become one, the last. Also ticks every 10 s, when the stream breaks, and
   * when it is back, so a reader that looks is right even after a lost event.
   */
  changes(container: string): AsyncIterable<EngineEvent | undefined>
  /**
   * Events of the project's containers from the call on, each once, without those of execs. An event may be older than
   * the call by the difference of the clocks: it says that something happened, the engine says what is.
   */
  events(): AsyncIterable<EngineEvent>
  close(): void
}

interface Listeners {
  readonly ticks: Map<Mailbox<EngineEvent | undefined>, string>
  readonly events: Set<Mailbox<EngineEvent>>
}

/** Milliseconds. */
const resync = 10_000
const firstPause = 100
const longestPause = 2000

/** Opens the stream; resolves when the engine has accepted it, rejects with EngineError when it does not. */
export async function watch(engine: Engine, project: string, signal: AbortSignal): Promise<Watch> {
  const own = new AbortController()
  const until = AbortSignal.any([signal, own.signal])
  const listeners: Listeners = { ticks: new Map(), events: new Set() }
  const filter = { types: ['container'], labels: [`${label.project}=${project}`] } as const
  const open = (since?: string): Promise<AsyncIterable<EngineEvent>> =>
    engine.events({ ...filter, ...(since && { since }) }, until)
  // The engine answers a moment before it listens (Engine 28): what falls between is in its memory of past events.
  const first = await open(engine.address.startsWith('unix:') ? seconds(BigInt(Date.now()) * 1_000_000n) : undefined)
  const timer = setInterval(() => tickAll(listeners), resync).unref()
  until.addEventListener('abort', () => {
    clearInterval(timer)
    for (const box of [...listeners.ticks.keys(), ...listeners.events]) box.close()
  })
  void follow(first, open, { listeners, until })
  return {
    changes: (container) => {
      const box: Mailbox<EngineEvent | undefined> = mailbox({ keep: 'one', onClose: () => listeners.ticks.delete(box) })
      listeners.ticks.set(box, container)
      if (until.aborted) box.close()
      return box.read()
    },
    events: () => {
      const box: Mailbox<EngineEvent> = mailbox({ keep: 'all', onClose: () => listeners.events.delete(box) })
      listeners.events.add(box)
      if (until.aborted) box.close()
      return box.read()
    },
    close: () => own.abort(),
  }
}

interface Following {
  readonly listeners: Listeners
  readonly until: AbortSignal
}

/** Reads until the stream ends, and opens it again where it ended, as long as nobody aborts. */
async function follow(
  first: AsyncIterable<EngineEvent>,
  open: (since?: string) => Promise<AsyncIterable<EngineEvent>>,
  { listeners, until }: Following,
): Promise<void> {
  let last: EngineEvent | undefined
  let stream: AsyncIterable<EngineEvent> | undefined = first
  let pause = firstPause
  while (!until.aborted) {
    if (stream) {
      last = await deliver(stream, listeners, last)
      pause = firstPause
    }
    if (until.aborted) return
    tickAll(listeners)
    await delay(pause, undefined, { signal: until }).catch(() => undefined)
    pause = Math.min(pause * 2, longestPause)
    stream = await open(last && seconds(last.timeNano)).catch(() => undefined)
    if (stream) tickAll(listeners)
  }
}

/** Hands on until the stream ends or breaks; returns the last event. What an earlier stream has brought is left out. */
async function deliver(
  stream: AsyncIterable<EngineEvent>,
  listeners: Listeners,
  before: EngineEvent | undefined,
): Promise<EngineEvent | undefined> {
  let last = before
  try {
    for await (const event of stream) {
      if (event.action.startsWith('exec_') || (before && isRepeated(event, before))) continue
      last = event
      announce(event, listeners)
    }
  } catch {
    // A broken stream is opened again like one that has ended.
  }
  return last
}

function announce(event: EngineEvent, { ticks, events }: Listeners): void {
  for (const box of events) box.put(event)
  const concerned = [...ticks].filter(([, container]) => concerns(event, container))
  for (const [box] of concerned) box.put(event)
}

function isRepeated(event: EngineEvent, last: EngineEvent): boolean {
  return event.timeNano <= last.timeNano
}

function concerns({ id, attributes }: EngineEvent, container: string): boolean {
  // The event of a renaming has the new name, and the old one with a slash.
  return container === id || container === attributes.get('name') || `/${container}` === attributes.get('oldName')
}

function tickAll({ ticks }: Listeners): void {
  for (const box of ticks.keys()) box.put(undefined)
}

/** The engine's form of a time: seconds with nine decimals. */
function seconds(nanoseconds: bigint): string {
  return `${nanoseconds / 1_000_000_000n}.${String(nanoseconds % 1_000_000_000n).padStart(9, '0')}`
}
