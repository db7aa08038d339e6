import type { Event, LogLine } from '../events.ts'
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
  /** The CI system reads commands from the output: break them. */
  readonly guarded: boolean
  /** Control characters and escape sequences reach the terminal as they are. */
  readonly raw?: boolean
}

export type LogEvent = Extract<Event, { type: 'log' | 'attached' | 'container' | 'watch' }>

/** A piece of output, one or more lines, and where it goes. */
export interface Piece {
  readonly to: 'out' | 'err'
  readonly text: string
}

/** Turns what containers say and do into lines as docker compose 2.40.3 prints them (R-110, R-113, R-114). */
export function createLogPrinter(style: LogStyle): (event: LogEvent) => readonly Piece[] {
  const prefixes = createPrefixes(style)
  const text = ({ container, line, time }: LogLine): string => {
    const shown = style.raw === true ? line : closed(visible(line))
    const whole = style.timestamps && time !== undefined ? `${time} ${shown}` : shown
    return `${prefixes.of(container)}${style.guarded && style.raw !== true ? harmless(whole) : whole}\n`
  }
  const target = ({ stream }: LogLine): Piece['to'] => (style.to === 'same' && stream === 'stderr' ? 'err' : 'out')
  return (event) => {
    switch (event.type) {
      case 'log':
        return pieces(event.lines, target, text)
      case 'attached':
        prefixes.announce(event.containers)
        return [{ to: 'out', text: `Attaching to ${event.containers.join(', ')}\n` }]
      case 'watch':
        return [{ to: 'out', text: watching(event.message, style) }]
      case 'container':
        return [{ to: 'out', text: `${prefixes.line(event.container, `${event.container} ${changed(event)}`)}\n` }]
    }
  }
}

/** What `watch` says between the lines of containers. */
function watching(message: string, { prefix, color, guarded }: LogStyle): string {
  const text = plainText(message)
  return `${prefix ? watchMark(color) : ''}${guarded ? harmless(text) : text}\n`
}

/** docker compose's sign for it (2.40.3). */
function watchMark(color: boolean): string {
  const mark = '        ⦿ '
  return color ? paint(mark, 'done') : mark
}

/** Sends pieces to their streams: one write for each. */
export function print(pieces: readonly Piece[], terminal: Terminal): void {
  for (const { to, text } of pieces) terminal[to].write(text)
}

/** Lines that follow on each other to one stream are one piece: a write for each would be most of the work of a flood. */
function pieces(
  lines: readonly LogLine[],
  target: (line: LogLine) => Piece['to'],
  text: (line: LogLine) => string,
): readonly Piece[] {
  const found: Piece[] = []
  let to: Piece['to'] = 'out'
  let together = ''
  const cut = (): void => {
    if (together !== '') found.push({ to, text: together })
    together = ''
  }
  for (const line of lines) {
    const next = target(line)
    if (next !== to) cut()
    to = next
    together += text(line)
  }
  cut()
  return found
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
