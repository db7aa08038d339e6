import type { DiagnosticKind, Severity } from './codes.ts'
import { lineColumn } from './file.ts'
import { limits } from './limits.ts'
import type { Origin, Path } from './node.ts'

export type { DiagnosticKind } from './codes.ts'

/** A place that helps to understand a diagnostic, for instance the other half of a conflict. */
export interface Note {
  readonly message: string
  readonly at?: Origin
}

/** One mistake in what the user wrote. `message` names the user's thing first and never holds a secret or an interpolated value. */
export interface Diagnostic {
  readonly severity: Severity
  readonly kind: DiagnosticKind
  readonly message: string
  readonly at?: Origin
  readonly notes: readonly Note[]
  /** What to do, for instance "did you mean `ports`?". */
  readonly fix?: string
  /** What it is about, in the merged model, where that is known. */
  readonly path?: Path
  /** Path of a value that docker compose lets pass and the engine is sure to refuse: an error for what would create it. */
  readonly refused?: Path
  /** It comes from what another diagnostic says: as a warning it is not told. */
  readonly follows?: true
}

/** The warnings that are told where nothing is created. */
export function toldOf(warnings: readonly Diagnostic[]): readonly Diagnostic[] {
  return warnings.filter(({ follows }) => follows === undefined)
}

/** Collects diagnostics, so that one load reports all mistakes together. */
export interface Report {
  error(kind: DiagnosticKind, message: string, more?: Details): void
  warn(kind: DiagnosticKind, message: string, more?: Details): void
  /** A warning that is said once, however often it is meant. */
  warnOnce(kind: DiagnosticKind, message: string, more?: () => Details): void
  readonly diagnostics: readonly Diagnostic[]
}

/** What a diagnostic may have besides kind and message. */
export interface Details {
  readonly at?: Origin
  readonly notes?: readonly Note[]
  readonly fix?: string
  readonly path?: Path
  readonly refused?: Path
}

/** An empty report. Of a flood of mistakes it keeps the first ones, and says so. */
export function createReport(): Report {
  const diagnostics: Diagnostic[] = []
  const add = (severity: Severity) => {
    let count = 0
    return (kind: DiagnosticKind, message: string, more: Details = {}): void => {
      count += 1
      if (count <= limits.diagnostics) diagnostics.push({ severity, kind, message, notes: [], ...more })
      if (count !== limits.diagnostics + 1) return
      const cut = `more than ${limits.diagnostics} ${severity}s: the others are not listed`
      diagnostics.push({ severity, kind: 'too-large', message: cut, notes: [] })
    }
  }
  const warn = add('warning')
  const said = new Set<string>()
  return {
    diagnostics,
    error: add('error'),
    warn,
    warnOnce: (kind, message, more) => {
      if (said.size > limits.diagnostics || said.has(message)) return
      said.add(message)
      warn(kind, message, more?.())
    },
  }
}

/** Mistakes that the message of an error names; the others are counted. */
const named = 3

/** `compose.yaml:3:5: services.web has no key …`, a line for each of the first mistakes. */
function messageOf(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) return 'invalid compose project'
  const lines = errors.slice(0, named).map(({ message, at }) => {
    if (at === undefined) return message
    const { line, column } = lineColumn(at.file, at.start)
    return `${at.file.shown ?? at.file.path}:${line}:${column}: ${message}`
  })
  return [...lines, ...(errors.length > named ? [`and ${errors.length - named} more`] : [])].join('\n')
}

/**
 * What the user wrote cannot be used. Thrown once for a load, with every diagnostic found (warnings included); the message
 * has the first ones with their places.
 */
export class ComposeError extends Error {
  readonly diagnostics: readonly Diagnostic[]
  constructor(diagnostics: readonly Diagnostic[]) {
    super(messageOf(diagnostics))
    this.name = 'ComposeError'
    this.diagnostics = diagnostics
  }
}
