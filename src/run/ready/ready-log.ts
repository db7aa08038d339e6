import { setTimeout as delay } from 'node:timers/promises'
import type { ReadyCondition } from '../../attributes/ready/condition.ts'
import { type ContainerDetail, type Engine, EngineError } from '../../engine/port.ts'
import { createLineSplitter } from '../logs/lines.ts'
import { matcherOf, TooSlow } from './matcher.ts'
import { Unseen } from './unseen.ts'

export type LogCondition = Extract<ReadyCondition, { kind: 'log' }>

/** How a log is read. */
export interface LogReading {
  readonly engine: Pick<Engine, 'containers'>
  readonly signal: AbortSignal
  /** `follow`: until the run of the container ends. */
  readonly until: 'follow' | 'end'
  /** Hears how many lines have matched so far. */
  readonly counted: (times: number) => void
}

/**
 * Whether enough lines of a container's run match: those that it has printed already count, those of earlier runs do not.
 * With `follow` it goes on where the stream breaks off. Rejects with Unseen where the log cannot be read or matched.
 */
export async function logged(condition: LogCondition, detail: ContainerDetail, reading: LogReading): Promise<boolean> {
  const { signal, until } = reading
  for (let pause = 100; ; pause = Math.min(pause * 2, 2_000)) {
    try {
      if (await readThrough(condition, detail, reading)) return true
    } catch (error) {
      rethrowHopeless(error)
      if (signal.aborted || until === 'end') throw error
    }
    signal.throwIfAborted()
    if (until === 'end') return false
    await delay(pause, undefined, { signal })
  }
}

/** One reading from the beginning of the run: what was counted before a stream broke off comes again. */
async function readThrough(condition: LogCondition, detail: ContainerDetail, reading: LogReading): Promise<boolean> {
  using matcher = matcherOf(condition.pattern)
  let times = 0
  for await (const lines of linesOf(detail, reading)) {
    times += await matcher.count(lines)
    if (times >= condition.times) return true
    reading.counted(times)
  }
  return false
}

async function* linesOf(
  detail: ContainerDetail,
  { engine, signal, until }: LogReading,
): AsyncGenerator<readonly string[]> {
  const since = runSince(detail)
  const follow = until === 'follow'
  const options = { follow, tail: 'all', timestamps: false, tty: detail.tty, signal, ...(since && { since }) }
  const splitters = { stdout: createLineSplitter(), stderr: createLineSplitter() }
  for await (const { stream, data } of await engine.containers.logs(detail.id, options))
    yield splitters[stream].push(data)
  yield [...splitters.stdout.end(), ...splitters.stderr.end()]
}

/**
 * From when on lines are of this run. A program may print before the engine notes its start, and what a run has printed last may
 * get its time after the end that the engine notes (28.5.2): so half way between the two, and at most a second before.
 */
function runSince({ startedAt, finishedAt }: ContainerDetail): string | undefined {
  const [started, finished] = [Date.parse(startedAt), Date.parse(finishedAt)]
  // The year 1 stands for never.
  if (!(finished > 0) || finished >= started) return undefined
  return new Date(Math.max((started + finished) / 2, started - 1_000)).toISOString()
}

function rethrowHopeless(error: unknown): void {
  if (error instanceof TooSlow)
    throw new Unseen(error.message, 'write a simpler pattern: no repetition within a repetition')
  if (error instanceof EngineError && /logging driver does not support reading/i.test(error.message))
    throw new Unseen('its logging driver cannot be read from', 'use another logging driver, or another condition')
}
