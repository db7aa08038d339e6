import type { Report } from '../../source/diagnostic.ts'
import type { Spent } from '../../source/limits.ts'
import type { Path } from '../../source/node.ts'

/** Where a pass stands: for messages, for relative paths, and to collect mistakes. */
export interface Scope {
  readonly path: Path
  readonly report: Report
  /** Absolute folder against which relative paths of the node resolve. */
  readonly directory: string
  /** The same relative to the project's folder, in a file whose services are extended. */
  readonly within?: string
  /** The user's home folder, for `~`. */
  readonly home: string
  /** `keep` under `--no-path-resolution`. */
  readonly paths: 'resolve' | 'keep'
  /** Texts may hold variables that are never filled in (`--no-interpolate`): what they mean cannot be judged. */
  readonly unfilled?: true
  /** The account of the project that is read, where there is one. */
  readonly spent?: Spent
}
