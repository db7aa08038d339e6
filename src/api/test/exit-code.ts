import { UpFailed } from '../../plan/up-failed.ts'
import { type ExitCodes, exitCodeOf } from '../exit-code.ts'
import type { TestReport } from './report.ts'

/** What a script is told of a run: the test's own code, or why there is none. A project that does not come up is 4 in any case. */
export function testExitCode(
  { verdict, side, afterwards }: Pick<TestReport, 'verdict' | 'side' | 'afterwards'>,
  codes: ExitCodes,
): number {
  switch (verdict.kind) {
    case 'interrupted':
      return interruptionCodes.get(verdict.by) ?? 130
    case 'timed-out':
      return 5
    case 'failed':
      return notRun(verdict.error, codes)
    case 'ended':
      if (side.length > 0) return 4
      return verdict.exitCode === 0 && afterwards.kind === 'left' ? 1 : verdict.exitCode
  }
}

function notRun(error: unknown, codes: ExitCodes): number {
  const code = exitCodeOf(error, codes)
  return error instanceof UpFailed && code === 1 ? 4 : code
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
