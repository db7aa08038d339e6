import { UsageError } from '../usage-error.ts'

/** How many arguments there may be. */
export interface Bounds {
  readonly least?: number
  readonly most?: number
}

/** Refuses too few and too many arguments in cobra's words, as docker compose 2.40.3 prints them. Throws UsageError. */
export function checkArguments({ length }: readonly string[], { least = 0, most = Infinity }: Bounds): void {
  if (length >= least && length <= most) return
  if (least === most) throw new UsageError(`accepts ${most} arg(s), received ${length}`)
  if (most === Infinity) throw new UsageError(`requires at least ${least} arg(s), only received ${length}`)
  if (least === 0) throw new UsageError(`accepts at most ${most} arg(s), received ${length}`)
  throw new UsageError(`accepts between ${least} and ${most} arg(s), received ${length}`)
}
