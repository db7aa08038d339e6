import type { Event } from '../events.ts'
import { describe } from './errors.ts'
import { frame } from './frame.ts'
import { jsonError, jsonLine, jsonPart } from './json.ts'
import { createLogPrinter, type LogStyle, print } from './log-printer.ts'
import { plainLine } from './plain.ts'
import { createRegion } from './region.ts'
import { paint } from './style.ts'
import type { Screen, Terminal } from './terminal.ts'
import { emptyView, reduce, type View } from './view.ts'
import { plainText } from './visible.ts'
import { formatDiagnostic } from '../source/frame.ts'

export type Progress = 'tty' | 'plain' | 'json' | 'quiet'

export interface Look {
  readonly progress: Progress
  readonly color: boolean
  readonly logs: LogStyle
  /** COMPOSE_STATUS_STDOUT: progress goes to stdout. */
  readonly statusTo: 'out' | 'err'
  readonly now: () => number
}

/** Events in, text out. */
export interface Renderer {
  emit(event: Event): void
  /** Shows the last state and stops. */
  close(): void
  /** Says why the command failed. */
  fail(error: unknown): void
}

/** The renderer of a command; progress on stderr, what containers say on stdout (reference 1.5). */
export function createRenderer(terminal: Terminal, look: Look): Renderer {
  const status = terminal[look.statusTo]
  const progress = createProgress(status, look)
  const printLog = createLogPrinter(look.logs)
  let view = emptyView
  return {
    emit: (event) => {
      switch (event.type) {
        case 'log':
        case 'attached':
        case 'container':
          progress.above(() => print(printLog(event), terminal))
          return
        case 'warning':
          progress.above(() => terminal.err.write(warning(event, look)))
          return
        case 'notice':
          progress.above(() => terminal.err.write(`${plainText(event.message)}\n`))
          return
        default:
          view = reduce(view, event)
          progress.update(view, event)
      }
    },
    close: () => progress.close(),
    fail: (error) => {
      progress.close()
      const text = describe(error, { color: look.color })
      terminal.err.write(look.progress === 'json' ? jsonError(text) : `${text}\n`)
    },
  }
}

interface ProgressWriter {
  update(view: View, event: Event): void
  above(write: () => void): void
  close(): void
}

function createProgress(screen: Screen, look: Look): ProgressWriter {
  switch (look.progress) {
    case 'tty':
      return createLive(screen, look)
    case 'plain':
      return lineByLine((view, event) => {
        // Layers and stages would be thousands of lines.
        if (event.type !== 'progress') for (const line of view.changed) screen.write(plainLine(line))
      })
    case 'json':
      return lineByLine((view, event) => {
        for (const line of view.changed) {
          if (event.type !== 'progress') screen.write(jsonLine(line))
          else if (event.part !== undefined) screen.write(jsonPart(line, event.part))
        }
      })
    case 'quiet':
      return lineByLine(() => {})
  }
}

function lineByLine(update: ProgressWriter['update']): ProgressWriter {
  return { update, above: (write) => write(), close: () => {} }
}

/** Redraws at most every 100 ms, and only when the picture has changed. */
function createLive(screen: Screen, look: Look): ProgressWriter {
  const region = createRegion(screen)
  let view = emptyView
  let dirty = false
  let timer: NodeJS.Timeout | undefined
  const draw = (): void => {
    dirty = false
    region.show(frame(view, { columns: screen.columns(), rows: screen.rows(), color: look.color, now: look.now() }))
  }
  const tick = (): void => {
    draw()
    if (![...view.lines.values()].some(({ state }) => state === 'working')) stop()
  }
  const stop = (): void => {
    clearInterval(timer)
    timer = undefined
  }
  return {
    update: (next) => {
      view = next
      if (timer === undefined && next.changed.length > 0) {
        draw()
        timer = setInterval(tick, 100)
        timer.unref()
      }
      dirty = true
    },
    above: (write) => region.above(write),
    close: () => {
      stop()
      if (dirty) draw()
      region.leave()
    },
  }
}

function warning({ message, diagnostic }: Extract<Event, { type: 'warning' }>, { color }: Look): string {
  if (diagnostic !== undefined) return `${formatDiagnostic(diagnostic)}\n`
  return `${color ? paint('warning', 'warning') : 'warning'}: ${plainText(message)}\n`
}
