import type { Event } from '../../events.ts'
import { UpFailed } from '../../plan/up-failed.ts'
import { codeOf, type DiagnosticKind, type Severity } from '../../source/codes.ts'
import { ComposeError, type Diagnostic, type Note } from '../../source/diagnostic.ts'
import { byPlace, chain } from '../../source/frame.ts'
import type { Origin } from '../../source/node.ts'
import { evidenceOf, kindOfError } from '../errors.ts'
import { plainLines } from '../visible.ts'

/** A mistake, warning or failure as programs read it. */
export interface Finding {
  readonly severity: Severity
  /** Absent for what has none: a mistake on the command line, for instance. */
  readonly code?: string
  readonly kind?: DiagnosticKind
  readonly message: string
  readonly at?: Origin
  readonly notes: readonly Note[]
  readonly fix?: string
}

/** The findings of a failed command, in the order of their places. */
export function findingsOf(error: unknown, cwd: string): readonly Finding[] {
  if (error instanceof ComposeError) return byPlace(error.diagnostics).map((it) => findingOf(it, cwd))
  if (error instanceof UpFailed && error.failures.length > 0) {
    return error.failures.map((failure) => {
      const { message, kind, at, fix } = failure
      const notes = evidenceOf(failure, { cwd }).map((text) => ({ message: text }))
      return { ...finding({ severity: 'error', message, notes, at, fix }), ...coded(kind) }
    })
  }
  const message = error instanceof Error ? error.message : String(error)
  const fix = error instanceof Error && 'fix' in error && typeof error.fix === 'string' ? error.fix : undefined
  const kind = error instanceof Error ? kindOfError(error) : undefined
  return [{ ...finding({ severity: 'error', message, notes: [], at: undefined, fix }), ...coded(kind) }]
}

function coded(kind: DiagnosticKind | undefined): Pick<Finding, 'kind' | 'code'> {
  return kind === undefined ? {} : { kind, code: codeOf(kind, 'error') }
}

/** The finding of a warning. */
export function findingOfWarning({ message, diagnostic }: Extract<Event, { type: 'warning' }>, cwd: string): Finding {
  if (diagnostic !== undefined) return findingOf(diagnostic, cwd)
  return finding({ severity: 'warning', message, notes: [], at: undefined, fix: undefined })
}

/** The finding of a mistake or warning in a file. */
export function findingOf({ severity, kind, message, at, notes, fix }: Diagnostic, cwd: string): Finding {
  const way = chain(at?.via, { cwd }).map((text) => ({ message: text }))
  return { ...finding({ severity, message, notes: [...way, ...notes], at, fix }), kind, code: codeOf(kind, severity) }
}

interface Raw extends Pick<Finding, 'severity' | 'message' | 'notes'> {
  readonly at: Origin | undefined
  readonly fix: string | undefined
}

/** Texts may repeat what containers and engines said. */
function finding({ severity, message, notes, at, fix }: Raw): Finding {
  return {
    severity,
    message: plainLines(message),
    notes: notes.map((note) => ({ ...note, message: plainLines(note.message) })),
    ...(at === undefined ? {} : { at }),
    ...(fix === undefined ? {} : { fix: plainLines(fix) }),
  }
}
