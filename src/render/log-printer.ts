import type { Event } from '../events.ts'
import { createPrefixes } from './prefix.ts'
import { paint } from './style.ts'
import type { Terminal } from './terminal.ts'
import { closed, harmless, plainText, visible } from './visible.ts'

/** How lines of containers look. */
export interface LogStyle {
  readonly prefix: boolean
  readonly color: boolean
  /** Puts the event's time before each line. */
  readonly timestamps: boolean
  /** `stdout`: both streams of a container go to stdout, as in `logs` (R-120); `same`: each to its own, as in `up` (R-110). */
  readonly to: 'stdout' | 'same'
  /** The CI system reads commands from the output: break them (S10). */
  readonly guarded: boolean
  /** Control characters and escape sequences reach the terminal as they are (S9, S10). */
  readonly raw?: boolean
}

export type LogEvent = Extract<Event, { type: 'log' | 'attached' | 'container' | 'watch' }>

/** A piece of output and where it goes. */
export interface Piece {
  readonly to: 'out' | 'err'
  readonly text: string
}

/** Turns what containers say and do into lines as docker compose 2.40.3 prints them (R-110, R-113, R-114). */
export function createLogPrinter(style: LogStyle): (event: LogEvent) => Piece {
  const prefixes = createPrefixes(style)
  const line = (event: Extract<LogEvent, { type: 'log' }>): string => {
    const text = style.raw === true ? event.line : closed(visible(event.line))
    const time = style.timestamps && event.time !== undefined ? `${event.time} ` : ''
    const whole = `${time}${text}`
    return `${prefixes.of(event.container)}${style.guarded && style.raw !== true ? harmless(whole) : whole}\n`
  }
  return (event) => {
    switch (event.type) {
      case 'log':
        return { to: style.to === 'same' && event.stream === 'stderr' ? 'err' : 'out', text: line(event) }
      case 'attached':
        prefixes.announce(event.containers)
        return { to: 'out', text: `Attaching to ${event.containers.join(', ')}\n` }
      case 'watch':
        return {
          to: 'out',
          text: `${style.prefix ? watchMark(style.color) : ''}${style.guarded ? harmless(plainText(event.message)) : plainText(event.message)}\n`,
        }
      case 'container':
        return { to: 'out', text: `${prefixes.line(event.container, `${event.container} ${changed(event)}`)}\n` }
    }
  }
}

/** docker compose's sign for what `watch` says between the lines of containers (2.40.3). */
function watchMark(color: boolean): string {
  const mark = '        ⦿ '
  return color ? paint(mark, 'done') : mark
}

/** Sends a piece to its stream. */
export function print(piece: Piece, terminal: Terminal): void {
  terminal[piece.to].write(piece.text)
}

function changed({ change, exitCode }: Extract<LogEvent, { type: 'container' }>): string {
  switch (change) {
    case 'exited':
      return `exited with code ${exitCode ?? 0}`
    case 'restarting':
      return `exited with code ${exitCode ?? 0} (restarting)`
    case 'recreated':
      return 'has been recreated'
  }
}
