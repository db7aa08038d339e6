import { appendFileSync } from 'node:fs'
import type { Emit } from '../../events.ts'

/** Adds to the step summary of GitHub Actions, where there is one. */
export function appendSummary(env: ReadonlyMap<string, string>, summary: string, emit: Emit): void {
  const path = env.get('GITHUB_STEP_SUMMARY') ?? ''
  if (env.get('GITHUB_ACTIONS') !== 'true' || path === '') return
  try {
    appendFileSync(path, summary)
  } catch (error) {
    emit({ type: 'warning', message: `GITHUB_STEP_SUMMARY: ${(error as Error).message}` })
  }
}
