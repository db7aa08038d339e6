import type { LintKind } from '../source/codes.ts'
import type { Note } from '../source/diagnostic.ts'
import type { Origin } from '../source/node.ts'
import type { Facts } from './facts.ts'

/** One piece of advice. Like a diagnostic, it never holds a secret. */
export interface Finding {
  readonly message: string
  readonly at: Origin | undefined
  readonly notes?: readonly Note[]
  readonly fix: string
}

/** One thing that the practice of the field warns of. What it means is told in `source/explanations/`. */
export interface Rule {
  readonly kind: LintKind
  readonly check: (facts: Facts) => readonly Finding[]
}
