import { discreetError, discreetEvent } from '../discreet.ts'
import type { Event } from '../events.ts'
import { formatDiagnostic, type FrameOptions } from '../source/frame.ts'
import { withoutUserinfo } from '../source/mask.ts'
import { findingOfWarning, findingsOf } from './diagnostics/finding.ts'
import type { Reporter } from './diagnostics/report.ts'
import { describe, summarise } from './errors.ts'
import { guardedTerminal } from './guarded-terminal.ts'
import { jsonError, jsonLine, jsonPart } from './json.ts'
import { leftover } from './leftover.ts'
import { createLogPrinter, type LogStyle, print } from './log-printer.ts'
import { buildLine, plainLine, waitedLine } from './plain.ts'
import type { ProgressWriter } from './progress-writer.ts'
import { paint } from './style.ts'
import type { Screen, Terminal } from './terminal.ts'
import { createLive } from './tty.ts'
import { emptyView, reduce, type View } from './view.ts'
import { harmlessJson, plainText, visible } from './visible.ts'

/** `--progress`, decided. */
export type Progress = 'tty' | 'plain' | 'json' | 'quiet'

/** Steps that can be told to be quiet. */
export type Muted = 'pull-image' | 'build-image'

/**
 * Where the output of builds goes, when it is shown line by line: with the progress, or as the result of the command.
 * `nowhere`: nor is any progress shown.
 */
export type BuildsTo = 'progress' | 'stdout' | 'nowhere'

/** How events are shown. */
export interface Look {
  readonly progress: Progress
  readonly color: boolean
  readonly logs: LogStyle
  /** What is shown does not happen (`--dry-run`). */
  readonly rehearsal?: boolean
  /** COMPOSE_STATUS_STDOUT: progress goes to stdout. */
  readonly statusTo: 'out' | 'err'
  /** Steps that show their beginning and end only (`--quiet-pull`, `--quiet-build`). */
  readonly mute: readonly Muted[]
  /** Absent: with the progress. */
  readonly builds?: BuildsTo
  /** Which lines of files may be shown. */
  readonly framing: Pick<FrameOptions, 'directory' | 'given' | 'realPath'>
  /** Takes mistakes and warnings instead of people (`--diagnostics json|sarif|github`). */
  readonly reporter?: Reporter
  /** Paths below it are shown relative. */
  readonly cwd: string
  readonly now: () => number
}

/** Events in, text out. */
export interface Renderer {
  readonly emit: (event: Event) => void
  /** A line below everything, at a terminal that is drawn on; undefined takes it away. */
  readonly foot?: (line: string | undefined) => void
  /** An empty line between what is printed. */
  readonly space: () => void
  /** Shows the last state and stops. */
  readonly close: () => void
  /** Says what an interrupted command leaves behind. */
  readonly interrupted: () => void
  /** Says why the command failed. */
  readonly fail: (error: unknown) => void
}

/**
 * The renderer of a command; progress on stderr, what containers say on stdout (COMPOSE.md: output). Passwords in addresses are
 * shown in nothing but what containers say.
 */
export function createRenderer(unguarded: Terminal, look: Look): Renderer {
  const terminal = look.logs.guarded ? guardedTerminal(unguarded) : unguarded
  // What programs read is broken in its own way, or is a command itself.
  const reports = look.reporter === undefined ? terminal.err : unguarded.err
  const progress = createProgress(look.progress === 'json' ? unguarded : terminal, look)
  const shown = createDisplay({ unguarded, terminal, reports, progress }, look)
  const endReport = (): void => reports.write(reported(look.reporter?.end() ?? '', look))
  return {
    emit: (event) => shown.show(discreetEvent(event, withoutUserinfo)),
    ...(progress.foot && { foot: progress.foot }),
    space: () => progress.above(() => terminal.out.write('\n')),
    close: () => {
      progress.close()
      endReport()
    },
    interrupted: () => {
      progress.close()
      const text = leftover(shown.view())
      if (text !== undefined && look.progress !== 'json' && !reportsAlone(look)) terminal.err.write(`${text}\n`)
      endReport()
    },
    fail: (error) => {
      progress.close()
      const to = look.progress === 'json' ? unguarded.err : reports
      to.write(failure(discreetError(error, withoutUserinfo), look, to))
    },
  }
}

/** Where the parts of the output go. */
interface Outlets {
  readonly unguarded: Terminal
  readonly terminal: Terminal
  /** Takes mistakes and warnings. */
  readonly reports: Screen
  readonly progress: ProgressWriter
}

interface Display {
  readonly show: (event: Event) => void
  /** What the steps have come to. */
  readonly view: () => View
}

function createDisplay({ unguarded, terminal, reports, progress }: Outlets, look: Look): Display {
  const printLog = createLogPrinter(look.logs)
  let view = emptyView
  const show = (event: Event): void => {
    switch (event.type) {
      case 'log':
      case 'attached':
      case 'container':
      case 'watch':
        progress.above(() => print(printLog(event), unguarded))
        return
      case 'warning':
        progress.above(() => reports.write(warning(event, look, terminal.err)))
        return
      case 'notice':
        if (!reportsAlone(look)) progress.above(() => terminal.err.write(`${plainText(event.message)}\n`))
        return
      // Who shows sections does it around us.
      case 'phase':
        return
      case 'plan':
      case 'step-started':
      case 'step-done':
      case 'step-failed':
      case 'step-skipped':
      case 'task':
      case 'progress':
        if (event.type === 'progress' && look.mute.some((muted) => muted === event.step.action.do)) return
        view = reduce(view, event)
        progress.update(view, event)
    }
  }
  return { show, view: () => view }
}

/** Whether nobody but the reporter's program reads stderr. */
function reportsAlone({ reporter }: Look): boolean {
  return reporter?.alone === true
}

function createProgress(terminal: Terminal, look: Look): ProgressWriter {
  const screen = terminal[look.statusTo]
  if (look.builds === 'nowhere') return lineByLine(() => {})
  switch (look.progress) {
    case 'tty':
      return createLive(screen, look)
    case 'plain':
      return plain(screen, look.builds === 'stdout' ? terminal.out : screen)
    case 'json':
      return lineByLine((view, event) => {
        for (const line of view.changed) {
          if (event.type !== 'progress') screen.write(json(jsonLine(line, look.rehearsal), look))
          else if (event.part !== undefined) screen.write(json(jsonPart(line, event.part, look.rehearsal), look))
        }
      })
    case 'quiet':
      return lineByLine(() => {})
  }
}

/** One line for each change. The layers of a pull would be thousands of lines; what a build prints is wanted when it fails. */
function plain(screen: Screen, builds: Screen): ProgressWriter {
  let count = 0
  return lineByLine((view, event) => {
    if (event.type === 'plan') count += event.plan.steps.filter(({ action }) => action.do === 'build-image').length
    if (event.type !== 'progress') for (const line of view.changed) screen.write(plainLine(line))
    else if (event.waited !== undefined) screen.write(waitedLine(event))
    else if (event.step.action.do === 'build-image' && event.part === undefined)
      builds.write(
        builds !== screen && count === 1
          ? `${visible(event.detail)}\n`
          : buildLine(event.step.action.image, event.detail),
      )
  })
}

function lineByLine(update: ProgressWriter['update']): ProgressWriter {
  return { update, above: (write) => write(), close: () => {} }
}

function failure(error: unknown, look: Look, screen: Screen): string {
  const { reporter, cwd } = look
  if (reporter !== undefined)
    return reported([...findingsOf(error, cwd).map(reporter.add), reporter.end()].join(''), look)
  if (look.progress === 'json') return json(jsonError(summarise(error)), look)
  return `${describe(error, framing(look, screen))}\n`
}

function warning(event: Extract<Event, { type: 'warning' }>, look: Look, screen: Screen): string {
  const { message, diagnostic } = event
  if (look.reporter !== undefined) return reported(look.reporter.add(findingOfWarning(event, look.cwd)), look)
  if (diagnostic !== undefined) return `${formatDiagnostic(diagnostic, framing(look, screen))}\n`
  return `${look.color ? paint('warning', 'warning') : 'warning'}: ${plainText(message)}\n`
}

/** What a reporter writes is JSON, or the commands themselves, in which no other begins. */
function reported(text: string, look: Look): string {
  return reportsAlone(look) ? json(text, look) : text
}

function json(text: string, { logs }: Look): string {
  return logs.guarded ? harmlessJson(text) : text
}

function framing({ cwd, color, framing: shown }: Look, screen: Screen): FrameOptions {
  return { ...shown, cwd, color: color ? 'always' : 'never', ...(screen.tty ? { columns: screen.columns() } : {}) }
}
