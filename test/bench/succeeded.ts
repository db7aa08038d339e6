import type { Outcome } from '../harness/command.ts'

/** The outcome of what must not fail. Throws what it said. */
export function succeeded(outcome: Outcome): Outcome {
  if (outcome.code !== 0) throw new Error(`exit ${String(outcome.code)}:\n${outcome.stdout}${outcome.stderr}`)
  return outcome
}
