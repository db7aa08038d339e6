import type { Note } from '../../source/diagnostic.ts'
import type { Origin } from '../../source/node.ts'
import type { Finding } from './finding.ts'
import { regionOf } from './region.ts'
import type { Reporter } from './reporter.ts'

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

function recordOf({ severity, code, kind, message, at, notes, fix }: Finding): object {
  return { version: formatVersion, severity, code, kind, message, ...placed(at), fix, notes: notes.map(noteOf) }
}

function noteOf({ message, at }: Note): object {
  return { message, ...placed(at) }
}

function placed(at: Origin | undefined): object {
  return at === undefined ? {} : { file: at.file.path, ...regionOf(at) }
}
