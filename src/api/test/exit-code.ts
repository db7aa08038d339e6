import { UpFailed } from '../../plan/up-failed.ts'
import type { TestReport } from './report.ts'

/** What a script is told of a run: the test's own code, or why there is none. */
export function testExitCode({
  verdict,
  side,
  afterwards,
}: Pick<TestReport, 'verdict' | 'side' | 'afterwards'>): number {
  switch (verdict.kind) {
    case 'interrupted':
      return interruptionCodes.get(verdict.by) ?? 130
    case 'timed-out':
      return 5
    case 'failed':
      if (verdict.error instanceof UpFailed) return 4
      return verdict.error instanceof Error && 'exitCode' in verdict.error ? Number(verdict.error.exitCode) : 1
    case 'ended':
      if (side.length > 0) return 4
      return verdict.exitCode === 0 && afterwards.kind === 'left' ? 1 : verdict.exitCode
  }
}

/** As a shell tells it. */
export const interruptionCodes: ReadonlyMap<string, number> = new Map([
  ['SIGHUP', 129],
  ['SIGINT', 130],
  ['SIGTERM', 143],
])

/** Whether a run as a whole is none that has gone well. */
export function hasFailed({ verdict, side }: Pick<TestReport, 'verdict' | 'side'>): boolean {
  return verdict.kind !== 'ended' || verdict.exitCode !== 0 || side.length > 0
}
