import type { Diagnostic } from '../../source/diagnostic.ts'

/** How bad a finding is: `problem` keeps something from working, `warning` may do so. */
export type Standing = 'ok' | 'warning' | 'problem'

/** One thing that was looked at. */
export interface Finding {
  /** What it is about, in a word that does not change: `engine`, `disk`, `project`. */
  readonly check: string
  readonly standing: Standing
  /** What was found. */
  readonly message: string
  /** Why it matters. */
  readonly why?: string
  /** What to do. */
  readonly fix?: string
  /** Of what files say: code and place. */
  readonly diagnostic?: Diagnostic
}

/** The worst of the findings. */
export function verdictOf(findings: readonly Finding[]): Standing {
  const standings = new Set(findings.map(({ standing }) => standing))
  return standings.has('problem') ? 'problem' : standings.has('warning') ? 'warning' : 'ok'
}

/** A finding that all is well. */
export function fine(check: string, message: string): Finding {
  return { check, standing: 'ok', message }
}
