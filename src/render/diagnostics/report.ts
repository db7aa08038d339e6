import type { Finding } from './finding.ts'

/** `--diagnostics` for programs: findings in, text for stderr out. */
export interface Reporter {
  /** What is to be written at once. */
  readonly add: (finding: Finding) => string
  /** What is to be written when the command ends, however it ends. */
  readonly end: () => string
  /** Nothing but findings may stand on stderr. */
  readonly alone: boolean
}

export type ReportFormat = 'json' | 'sarif' | 'github'

export interface ReportPlace {
  /** The current folder, absolute. */
  readonly cwd: string
  /** Folder of the repository: annotations name files relative to it. */
  readonly workspace: string | undefined
  readonly version: string
}
