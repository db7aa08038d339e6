import { setTimeout as delay } from 'node:timers/promises'
import type { LogChunk } from '../../engine/exec-options.ts'
import { type Engine, EngineError, type LogOptions } from '../../engine/port.ts'
import type { Emit } from '../../events.ts'
import { steadyNow } from '../steady-now.ts'
import { createBreaks } from './breaks.ts'
import { lastPiece } from './stamped.ts'
import { createWholeLines, splitLines } from './whole-lines.ts'

export interface ResumeWorld {
  readonly engine: Engine
  readonly emit: Emit
  readonly signal: AbortSignal
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** Bytes of what was handed on last that are kept, to know it again when the engine sends it twice. */
const kept = 64 * 1024
/** Milliseconds. */
const firstPause = 100
const longestPause = 2000
const patience = 30_000

/**
 * The logs of a container, each line after the engine's time, by whole lines. Where the stream breaks off, or ends while
 * the container runs on, it is opened again from the last lines on, and what was handed on already is left out: nothing
 * is lost and nothing comes twice, unless it breaks off within a line of more than a megabyte.
 * Rejects as the engine does at first, and later when it does not answer for half a minute, or breaks off again and again without anything new.
 */
export async function resumedLogs(
  container: string,
  options: Omit<LogOptions, 'timestamps' | 'signal'>,
  world: ResumeWorld,
): Promise<AsyncIterable<LogChunk>> {
  const { engine, signal } = world
  const begun = (world.now() / 1000).toFixed(3)
  let opened = false
  const open = async (last?: string): Promise<AsyncIterable<LogChunk>> => {
    // Who wanted no old lines, and has got none yet, wants those from the beginning of the reading.
    const since = last ?? (opened && options.tail === '0' ? begun : undefined)
    const again = since === undefined ? {} : { since, tail: 'all' }
    opened = true
    return await engine.containers.logs(container, { ...options, ...again, timestamps: true, signal })
  }
  return read({ container, options, world, open }, await open())
}

interface Reading {
  readonly container: string
  readonly options: Pick<LogOptions, 'follow' | 'until'>
  readonly world: ResumeWorld
  readonly open: (since?: string) => Promise<AsyncIterable<LogChunk>>
}

async function* read(reading: Reading, first: AsyncIterable<LogChunk>): AsyncGenerator<LogChunk> {
  const { world, open, container } = reading
  const recent = createRecent()
  const breaks = createBreaks({ container, followed: reading.options.follow }, world)
  const begun = reading.options.follow ? await startOf(container, world.engine).catch(() => undefined) : undefined
  let stream: AsyncIterable<LogChunk> | undefined = first
  while (stream !== undefined) {
    const lines = createWholeLines(lastPiece)
    let broken: unknown
    try {
      for await (const chunk of stream) yield* recent.fresh(lines.complete(chunk), breaks.brought)
    } catch (error) {
      broken = error
    }
    if (world.signal.aborted) return
    if (broken === undefined && !(await goesOn(reading, begun))) {
      yield* lines.rest()
      return
    }
    await breaks.broke(broken)
    stream = await askAgain(world, async () => await open(recent.since()))
    recent.expectAgain()
  }
}

/** A stream that ended in peace ends too early only where the same run of the container goes on. */
async function goesOn({ container, options, world }: Reading, begun: string | undefined): Promise<boolean> {
  if (!options.follow || options.until !== undefined || begun === undefined) return false
  return (await startOf(container, world.engine).catch(() => undefined)) === begun
}

/** When the run began that goes on now. */
async function startOf(container: string, engine: Engine): Promise<string | undefined> {
  const { state, startedAt } = await engine.containers.inspect(container)
  return state === 'running' ? startedAt : undefined
}

/**
 * What the engine answers, asked for after a pause, again and again. Undefined when the container is gone, or nobody wants to
 * know any more; rejects when the engine does not answer for half a minute.
 */
export async function askAgain<T>(
  { signal }: Pick<ResumeWorld, 'signal'>,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  const deadline = steadyNow() + patience
  for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
    await delay(pause, undefined, { signal }).catch(() => undefined)
    if (signal.aborted) return undefined
    try {
      return await ask()
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return undefined
      if (steadyNow() > deadline) throw error
    }
  }
}

interface Recent {
  /** What of a chunk was not handed on before; it is remembered, and `brought` called where there is something. */
  readonly fresh: (chunk: LogChunk | undefined, brought: () => void) => readonly LogChunk[]
  /** From when on to ask again; undefined where nothing was handed on. */
  readonly since: () => string | undefined
  /** The lines that are remembered will come again. */
  readonly expectAgain: () => void
}

function createRecent(): Recent {
  const chunks: LogChunk[] = []
  const again = new Map<string, number>()
  let size = 0
  const linesOf = ({ stream, data }: LogChunk): readonly { readonly key: string; readonly line: Uint8Array }[] =>
    splitLines(data).map((line) => ({ key: `${stream} ${stampOf(line)}`, line }))
  const remember = (chunk: LogChunk): void => {
    chunks.push(chunk)
    size += chunk.data.length
    while (chunks.length > 1 && size - (chunks[0]?.data.length ?? 0) > kept) size -= chunks.shift()?.data.length ?? 0
  }
  const unknown = (chunk: LogChunk): LogChunk | undefined => {
    const lines = linesOf(chunk).filter(({ key }) => !taken(again, key))
    return lines.length === 0 ? undefined : { ...chunk, data: Buffer.concat(lines.map(({ line }) => line)) }
  }
  return {
    fresh: (chunk, brought) => {
      const found = chunk === undefined || again.size === 0 ? chunk : unknown(chunk)
      if (found === undefined) return []
      remember(found)
      brought()
      return [found]
    },
    since: () => {
      const stamps = chunks.flatMap((chunk) => splitLines(chunk.data).map(stampOf))
      return stamps.reduce<string | undefined>(
        (least, stamp) => (least === undefined || stamp < least ? stamp : least),
        undefined,
      )
    },
    expectAgain: () => {
      again.clear()
      for (const { key } of chunks.flatMap(linesOf)) again.set(key, (again.get(key) ?? 0) + 1)
    },
  }
}

function taken(counts: Map<string, number>, key: string): boolean {
  const left = counts.get(key) ?? 0
  if (left === 0) return false
  if (left === 1) counts.delete(key)
  else counts.set(key, left - 1)
  return true
}

/** The time that the engine puts before a line. */
function stampOf(line: Uint8Array): string {
  const end = line.indexOf(32)
  return Buffer.from(line.subarray(0, end === -1 ? 0 : Math.min(end, 40))).toString('latin1')
}
