import { UpFailed } from '../../plan/up-failed.ts'
import type { SideFailure } from './report.ts'

/** The failures of services beside a test, as an error that explains itself. */
export function failedSides(side: readonly SideFailure[]): UpFailed {
  const failures = side.map(({ service, container, what, at, log }) => ({
    message: `${service} ${what} while the test ran`,
    kind: 'side-failure' as const,
    service,
    container,
    log,
    blocked: [],
    fix: 'see why; with --ignore-exits services may fail',
    ...(at === undefined ? {} : { at }),
  }))
  return new UpFailed(failures[0]?.message ?? 'a service failed while the test ran', failures)
}
