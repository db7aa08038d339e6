import type { Diagnostic, Note } from '../../source/diagnostic.ts'
import type { Origin } from '../../source/node.ts'
import { type Finding, findingOf } from './finding.ts'
import { regionOf } from './region.ts'
import type { Reporter } from './report.ts'

/** Raised when a key changes its meaning or goes; new keys may come at any time. */
const formatVersion = 1

/**
 * One JSON object a line, each written as soon as it is known: `version`, `severity`, `code`, `kind`, `message`, `file`,
 * `line`, `column`, `endLine`, `endColumn`, `fix` and `notes`. What is not known is absent; paths are absolute, standard
 * input is `-`.
 */
export function jsonReporter(): Reporter {
  return { add: (finding) => `${JSON.stringify(recordOf(finding))}\n`, end: () => '', alone: true }
}

/** A mistake or a finding as data: what `--diagnostics json` prints. What is not known is absent; new keys may come at any time. */
export interface DiagnosticRecord extends RecordedPlace {
  /** Of the form. */
  readonly version: 1
  readonly severity: 'error' | 'warning'
  /** As schema/ERRORS.md and schema/LINT.md explain it, for instance `E020` or `L003`. */
  readonly code?: string
  /** The same in words, for instance `unknown-key`. */
  readonly kind?: string
  readonly message: string
  /** What to do. */
  readonly fix?: string
  readonly notes: readonly RecordedNote[]
}

/** What helps to understand a mistake, and where that stands. */
export interface RecordedNote extends RecordedPlace {
  readonly message: string
}

/** A place in a file; absent where it is not known. */
export interface RecordedPlace {
  /** Absolute; `-` for what stands in no file. */
  readonly file?: string
  /** From 1. */
  readonly line?: number
  /** From 1, in UTF-16 code units. */
  readonly column?: number
  readonly endLine?: number
  /** The first one behind it. */
  readonly endColumn?: number
}

/**
 * A diagnostic as data for other programs, with places as file, line and column. Version 1 of the form.
 *
 * @example
 * const failure = await load({ compose: { services: { web: { imagee: 'nginx' } } } }).catch((thrown: unknown) => thrown)
 * if (failure instanceof ComposeError) console.log(JSON.stringify(failure.diagnostics.map(diagnosticJson)))
 */
export function diagnosticJson(diagnostic: Diagnostic): DiagnosticRecord {
  return recordOf(findingOf(diagnostic, process.cwd()))
}

function recordOf({ severity, code, kind, message, at, notes, fix }: Finding): DiagnosticRecord {
  return {
    version: formatVersion,
    severity,
    ...(code === undefined ? {} : { code }),
    ...(kind === undefined ? {} : { kind }),
    message,
    ...placed(at),
    ...(fix === undefined ? {} : { fix }),
    notes: notes.map(noteOf),
  }
}

function noteOf({ message, at }: Note): RecordedNote {
  return { message, ...placed(at) }
}

function placed(at: Origin | undefined): RecordedPlace {
  return at === undefined ? {} : { file: at.file.path, ...regionOf(at) }
}
