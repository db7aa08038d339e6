import type { Controls, Desk } from '../../api/up/attached.ts'
import type { World } from '../../api/world/world.ts'
import { createKeyboard, type KeyboardSeat } from '../terminal/keyboard.ts'

/** The keyboard of an `up` in the foreground. */
export interface Menu {
  readonly desk: Desk
  /** Gives the terminal back; may be called twice. */
  readonly close: () => void
}

export interface MenuSeat extends KeyboardSeat {
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
    interrupted: () => {
      seat.foot(undefined)
      stopped = controls !== undefined
    },
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
  const close = (): void => {
    controls = undefined
    seat.foot(undefined)
    keyboard.close()
  }
  return {
    desk: {
      close,
      planned: keyboard.open,
      running: (given) => {
        controls = given
        show()
      },
      detached: detached.signal,
      stopped: () => stopped,
    },
    close,
  }
}

function menuLine({ watch }: Controls): string {
  const state = watch()
  const watching = state === 'none' ? '' : `   w ${state === 'on' ? 'Disable' : 'Enable'} Watch`
  return `d Detach${watching}`
}
