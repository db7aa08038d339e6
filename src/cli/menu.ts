import type { Controls, Desk } from '../api/attached.ts'
import type { World } from '../api/world.ts'

/** The keyboard of an `up` in the foreground. */
export interface Menu {
  readonly desk: Desk
  /** Gives the terminal back; may be called twice. */
  readonly close: () => void
}

export interface MenuSeat {
  readonly stdin: NodeJS.ReadStream
  readonly process: Pick<NodeJS.Process, 'on' | 'off' | 'kill' | 'pid'>
  /** Shows a line below everything else; undefined takes it away. */
  readonly foot: (line: string | undefined) => void
  /** Shows an empty line. */
  readonly space: () => void
  readonly emit: World['emit']
}

/**
 * Keys as they are typed: `d` lets the containers run on, `w` watches, Enter leaves a blank line, Ctrl-C and Ctrl-Z do what
 * they do elsewhere (docker compose 2.40.3, and `d` of 5). They are read once nothing is asked any more.
 */
export function createMenu(seat: MenuSeat): Menu {
  const detached = new AbortController()
  let controls: Controls | undefined
  let stopped = false
  const keyboard = createKeyboard(seat, {
    press: (key) => void press(key),
    interrupted: () => void (stopped = controls !== undefined),
  })
  const show = (): void => seat.foot(controls && menuLine(controls))
  const press = async (key: string): Promise<void> => {
    if (key === '\r' || key === '\n') seat.space()
    if (key === 'd' && controls !== undefined) detached.abort()
    if (key !== 'w' || controls === undefined || controls.watch() === 'none') return
    await controls.toggleWatch().catch((error: unknown) => {
      seat.emit({ type: 'warning', message: error instanceof Error ? error.message : String(error) })
    })
    show()
  }
  return {
    desk: {
      planned: keyboard.open,
      running: (given) => {
        controls = given
        show()
      },
      detached: detached.signal,
      stopped: () => stopped,
    },
    close: () => {
      controls = undefined
      seat.foot(undefined)
      keyboard.close()
    },
  }
}

function menuLine({ watch }: Controls): string {
  const state = watch()
  const watching = state === 'none' ? '' : `   w ${state === 'on' ? 'Disable' : 'Enable'} Watch`
  return `d Detach${watching}`
}

interface Keyboard {
  readonly open: () => void
  readonly close: () => void
}

interface Keys {
  readonly press: (key: string) => void
  /** Ctrl-C, before the signal. */
  readonly interrupted: () => void
}

/** While it is open the terminal echoes nothing; however the process ends, it is as before afterwards. */
function createKeyboard({ stdin, process, foot }: MenuSeat, { press, interrupted }: Keys): Keyboard {
  let open = false
  const raw = (): void => void (open && stdin.setRawMode(true))
  const read = (bytes: Buffer): void => {
    for (const key of bytes.toString('latin1')) {
      if (key === '\x03') return interrupt()
      if (key === '\x1a') suspend()
      else press(key)
    }
  }
  // The signal finds a terminal that makes signals of keys again, for the second Ctrl-C.
  const interrupt = (): void => {
    foot(undefined)
    close()
    interrupted()
    process.kill(process.pid, 'SIGINT')
  }
  const suspend = (): void => {
    stdin.setRawMode(false)
    process.kill(0, 'SIGTSTP')
  }
  const close = (): void => {
    if (!open) return
    open = false
    stdin.off('data', read)
    stdin.setRawMode(false)
    stdin.pause()
    process.off('SIGCONT', raw)
    process.off('exit', close)
  }
  return {
    open: () => {
      if (open) return
      open = true
      raw()
      stdin.on('data', read)
      stdin.resume()
      process.on('SIGCONT', raw)
      process.on('exit', close)
    },
    close,
  }
}
