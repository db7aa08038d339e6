/** What a code means, for people who meet it for the first time. */
export interface Explanation {
  /** Some words without a full stop. */
  readonly title: string
  /** How severe it is as a rule. A value that the engine refuses is a warning to `config` and an error to `up`. */
  readonly severity: 'error' | 'warning' | 'either'
  readonly meaning: string
  /** Text that provokes it. */
  readonly example: string
  /** The same as it should be, where that is no matter of course. */
  readonly good?: string
  readonly remedy: string
}

/** Lines of an example. */
export function lines(...text: readonly string[]): string {
  return text.join('\n')
}
