import { setTimeout as delay } from 'node:timers/promises'
import type { Stage } from '../../api/play.ts'
import { createChance } from '../../render/recording/chance.ts'
import { wrapped } from '../../render/recording/reel.ts'
import type { Terminal } from '../../render/terminal.ts'
import { visible } from '../../render/visible.ts'
import { createKeyboard, type KeyboardSeat } from '../terminal/keyboard.ts'
import { differenceText } from './ci-stage.ts'

/** A terminal with people before it. */
export interface Live {
  readonly stage: Stage
  /** Aborts at `q`. */
  readonly left: AbortSignal
  readonly close: () => void
}

export interface LiveOptions {
  readonly terminal: Terminal
  readonly seat: KeyboardSeat
  /** Whether a key is waited for, or everything comes by itself. */
  readonly keys: 'wait' | 'none'
  /** 1: as a person types. */
  readonly speed: number
  readonly seed: number
  readonly color: boolean
  readonly cwd: string
  readonly signal: AbortSignal
}

/** Types at the speed of a person; Enter or space goes on, and finishes what is being typed; `q` leaves. */
export function createLiveStage(options: LiveOptions): Live {
  const left = new AbortController()
  const over = AbortSignal.any([left.signal, options.signal])
  let pressed = Promise.withResolvers<void>()
  const press = (key: string): void => {
    if (key === 'q') left.abort(new Left())
    if (key === '\r' || key === '\n' || key === ' ') pressed.resolve()
  }
  const keyboard =
    options.keys === 'none' ? undefined : createKeyboard(options.seat, { press, interrupted: () => undefined })
  const next = async (): Promise<void> => {
    pressed = Promise.withResolvers()
    await untilAborted(pressed.promise, over)
  }
  const show = showing(options, {
    over,
    open: () => keyboard?.open(),
    key: keyboard === undefined ? async (seconds) => await moment((seconds * 1000) / options.speed, over) : next,
    pressed: () => (pressed = Promise.withResolvers()).promise,
  })
  return { stage: show, left: left.signal, close: () => keyboard?.close() }
}

interface Hands {
  readonly over: AbortSignal
  readonly open: () => void
  /** Waits for a key, or where there are none for so many seconds. */
  readonly key: (seconds: number) => Promise<void>
  /** Resolves with the next key from now on. */
  readonly pressed: () => Promise<void>
}

function showing(options: LiveOptions, hands: Hands): Stage {
  const { out, err } = options.terminal
  const tone = (text: string, code: string): string => (options.color ? `\x1b[${code}m${text}\x1b[0m` : text)
  const type = typist(options, hands)
  return async (cue) => {
    switch (cue.cue) {
      case 'begin':
        return hands.open()
      case 'say':
        return out.write(['', ...wrapped(cue.text, out.columns())].map((line) => `${tone(line, '1;36')}\n`).join(''))
      case 'type':
        out.write(`${tone(cue.prompt, '1;32')} `)
        await hands.key(0)
        await type(cue.text.split('\n').map(visible).join('\n> '))
        return out.write('\n')
      case 'wait':
        return out.write(`${tone(`… waiting for ${visible(cue.text)}`, '2')}\n`)
      case 'line':
        return out.write(`${visible(cue.text)}\n`)
      case 'pause':
        if (cue.text !== '') out.write(`${tone(visible(cue.text), '2')}\n`)
        return await hands.key(1.5)
      case 'failed':
        return err.write(differenceText(cue, options))
      case 'step':
      case 'printed':
      case 'passed':
      case 'end':
        return
    }
  }
}

function typist({ terminal, speed, seed }: LiveOptions, { over, pressed }: Hands): (text: string) => Promise<void> {
  const chance = createChance(seed)
  return async (text) => {
    let hurry = false
    const key = pressed().then(() => void (hurry = true))
    for (const letter of text) {
      terminal.out.write(letter)
      const pause = (chance.keystroke(letter) * 1000) / speed
      if (!hurry) await Promise.race([moment(pause, over), key])
    }
    over.throwIfAborted()
  }
}

async function moment(milliseconds: number, signal: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal })
}

/** Somebody has pressed `q`. */
class Left extends Error {
  override name = 'AbortError'
}

async function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  const aborted = Promise.withResolvers<never>()
  const onAbort = (): void => aborted.reject(signal.reason as Error)
  signal.addEventListener('abort', onAbort, { once: true })
  // Between Ctrl-C, at which the terminal is given back, and its signal nothing else keeps the process from ending.
  const alive = setInterval(() => undefined, 60_000)
  try {
    await Promise.race([promise, aborted.promise])
  } finally {
    clearInterval(alive)
    signal.removeEventListener('abort', onAbort)
  }
}
