import { type Engine, EngineError } from '../../engine/port.ts'
import { askAgain } from '../../run/logs/resume-logs.ts'
import type { Seat } from '../../run/seat.ts'
import { talk } from '../../run/talk.ts'
import type { World } from '../world/world.ts'
import { detachKeysOf } from './detach-keys.ts'

/** A created one-off that nobody has started. */
export interface OneOff {
  readonly id: string
  readonly name: string
  readonly tty: boolean
  readonly stdin: boolean
  readonly afterwards: 'keep' | 'remove'
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace: number
}

interface Around {
  readonly engine: Engine
  readonly seat: Seat
  readonly world: World
}

/**
 * Starts a one-off with this process' streams and resolves with its exit code, or 0 when the person lets go of it. Signals go
 * to its process; one that has ignored SIGTERM or SIGHUP for its grace period, or a third Ctrl-C, is killed. A container that never ran
 * is removed, and so is one of `--rm` whose output nobody reads any more (`run --rm … | head`).
 */
export async function runAttached(oneOff: OneOff, { engine, seat, world }: Around): Promise<number> {
  const { id, tty, stdin, afterwards } = oneOff
  const over = new AbortController()
  const keys = detachKeysOf(undefined, world)
  const undo: (() => void)[] = []
  try {
    const { ending, conversation } = await beforeItRuns(id, engine, async () => {
      world.signal.throwIfAborted()
      const watched = await engine.containers.watchEnd(id, afterwards === 'remove' ? 'gone' : 'next', over.signal)
      const connected = await engine.containers.converse(id, { tty, stdin, detachKeys: keys.text })
      world.signal.throwIfAborted()
      const proxy = proxySignals(oneOff, { engine, seat, world })
      undo.push(proxy.stop)
      await engine.containers.start(id).catch((error: unknown) => {
        connected.close()
        throw error
      })
      proxy.started()
      // A program whose reader has gone ends; the engine goes on with stopping, and then removing, when we have gone too.
      if (afterwards === 'remove') undo.push(seat.onUnread(async () => await engine.containers.stop(id, {})))
      return { ending: watched, conversation: connected }
    })
    const resize = async (size: Parameters<Engine['containers']['resize']>[1]): Promise<void> =>
      await engine.containers.resize(id, size)
    const end = await talk(conversation, seat, { tty, stdin, detachKeys: keys.bytes, resize })
    if (end === 'detached') return 0
    return await ending.exitCode.catch(async (error: unknown) => await exitCodeNow(oneOff, engine, error))
  } finally {
    for (const act of undo) act()
    over.abort()
  }
}

/** What fails or is interrupted before the start leaves no container. */
async function beforeItRuns<T>(id: string, engine: Engine, prepare: () => Promise<T>): Promise<T> {
  try {
    return await prepare()
  } catch (error) {
    await engine.containers.remove(id, { anonymousVolumes: 'remove' }).catch(() => undefined)
    throw error
  }
}

/** After a broken connection to the engine, which may be away for a while. */
async function exitCodeNow({ id, name }: OneOff, engine: Engine, error: unknown): Promise<number> {
  const signal = new AbortController().signal
  const detail = await askAgain({ signal }, async () => await engine.containers.inspect(id)).catch(() => undefined)
  if (detail === undefined) throw error
  if (detail.state !== 'running') return detail.exitCode
  throw new EngineError(`the connection to the engine broke off; ${name} still runs`, { operation: `run ${name}` })
}

const ending = new Set(['SIGINT', 'SIGTERM', 'SIGHUP'])

/** So many Ctrl-C are enough. */
const patience = 3

interface Proxy {
  /** From now on there is a process to get the signals; those that came too early are passed on. */
  readonly started: () => void
  readonly stop: () => void
}

function proxySignals({ id, grace }: OneOff, { engine, seat, world }: Around): Proxy {
  const early: NodeJS.Signals[] = []
  let runs = false
  let count = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  const kill = (signal: string): void => void engine.containers.kill(id, signal).catch(() => undefined)
  const pass = (signal: NodeJS.Signals): void => {
    if (!ending.has(signal)) return kill(signal)
    count++
    if (count >= patience || (count > 1 && signal !== 'SIGINT')) return kill('SIGKILL')
    kill(signal)
    if (count === patience - 1 && signal === 'SIGINT')
      world.emit({ type: 'notice', message: 'it still runs; press Ctrl+C again to kill it' })
    if (signal !== 'SIGINT') timer ??= setTimeout(() => kill('SIGKILL'), grace)
  }
  const stop = seat.onSignal((signal) => (runs ? pass(signal) : void early.push(signal)))
  return {
    started: () => {
      runs = true
      early.splice(0).forEach(pass)
    },
    stop: () => {
      clearTimeout(timer)
      stop()
    },
  }
}
