import { EngineError } from '../engine/port.ts'
import type { Seat } from '../run/seat.ts'
import { talk, type TalkEnd } from '../run/talk.ts'
import { detachKeysOf } from './container/detach-keys.ts'
import { findTarget, type Target, type TargetOptions } from './container/target.ts'
import { checkTty } from './exec.ts'
import type { World } from './world/world.ts'

export interface AttachOptions extends TargetOptions {
  readonly detachKeys?: string
  readonly stdin: boolean
  /** `proxy`: signals go to the container's process, as long as it has no terminal. */
  readonly signals: 'proxy' | 'own'
}

/** So many Ctrl-C, or the like, leave a container alone that does not care for them. */
const patience = 3

/**
 * Connects this process' streams with a service's container. Resolves with the container's exit code. Throws an Error where
 * the service does not run or is paused, and when the person has let go ("read escape sequence", as docker).
 */
export async function attach(options: AttachOptions, seat: Seat, world: World): Promise<number> {
  const keys = detachKeysOf(options.detachKeys, world)
  const target = await findTarget(options, world)
  const { engine, container } = target
  const { tty, state, raw } = await engine.containers.inspect(container.id)
  if (state === 'paused') throw new Error('You cannot attach to a paused container, unpause it first')
  if (state === 'restarting') throw new Error('You cannot attach to a restarting container, wait until it is running')
  const stdin = options.stdin && (raw as { Config?: { OpenStdin?: boolean } }).Config?.OpenStdin === true
  checkTty({ tty, stdin: options.stdin }, seat)
  const gone = new AbortController()
  const ending = await engine.containers.watchEnd(container.id, 'next', gone.signal)
  const conversation = await engine.containers.converse(container.id, { tty, stdin, detachKeys: keys.text })
  const proxy = options.signals === 'proxy' && !tty ? proxySignals(target, seat) : undefined
  try {
    const end = await talk(conversation, seat, {
      tty,
      stdin,
      detachKeys: keys.bytes,
      resize: async (size) => await engine.containers.resize(container.id, size),
      signal: proxy?.left ?? world.signal,
    })
    return await codeOf(end, ending.exitCode, { target, world, left: proxy !== undefined })
  } finally {
    proxy?.stop()
    gone.abort()
  }
}

interface Leaving {
  readonly target: Target
  readonly world: World
  readonly left: boolean
}

async function codeOf(end: TalkEnd, exitCode: Promise<number>, { target, world, left }: Leaving): Promise<number> {
  switch (end) {
    case 'detached':
      throw new Error('read escape sequence')
    case 'aborted':
      if (left) return 130
      throw world.signal.reason
    case 'closed':
      return await exitCode.catch(async () => await exitCodeNow(target))
  }
}

/** After a broken connection: the engine may have ended the container, or be gone itself. */
async function exitCodeNow({ engine, container }: Target): Promise<number> {
  const { state, exitCode } = await engine.containers.inspect(container.id)
  if (state !== 'running') return exitCode
  throw new EngineError(`the connection to the engine broke off; ${container.name} still runs`, {
    operation: `attach to ${container.name}`,
  })
}

/** `left` aborts when the person insists. */
function proxySignals({ engine, container }: Target, seat: Seat): { readonly left: AbortSignal; stop(): void } {
  const leaving = new AbortController()
  let count = 0
  const stop = seat.onSignal((signal) => {
    if (['SIGINT', 'SIGTERM', 'SIGHUP'].includes(signal)) count++
    if (count >= patience) leaving.abort()
    else void engine.containers.kill(container.id, signal).catch(() => undefined)
  })
  return { left: leaving.signal, stop }
}
