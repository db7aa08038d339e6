import type { ExternalVolumes } from '../../api/snapshot.ts'
import { boolean, type Flag } from '../command.ts'
import { UsageError } from '../usage-error.ts'

/** `--external`, for all commands that read or write volumes. */
export const externalFlag: Flag<boolean> = boolean(
  'Take external volumes along; `--external=false` leaves them out, and without the flag they are refused',
)

/** `--unprotect`, for the commands that overwrite volumes. */
export const unprotectFlag: Flag<boolean> = boolean('Also overwrite volumes that the file protects (`x-protect: true`)')

/** What the flag says of external volumes. */
export function externalOf({ external }: { readonly external: boolean }, given: ReadonlySet<string>): ExternalVolumes {
  if (!given.has('external')) return 'refuse'
  return external ? 'include' : 'leave'
}

/** The only argument. Throws UsageError for more. */
export function oneName(command: string, [name = '', ...more]: readonly string[]): string {
  if (more.length === 0) return name
  throw new UsageError(`${command} takes one name, and got ${more.length + 1}`)
}

/** Throws UsageError: what would be done shows only in what is there. */
export function refuseDryRun(command: string, dryRun: boolean): void {
  if (dryRun)
    throw new UsageError(
      `${command} --dry-run is not supported`,
      '`muster snapshot ls` and `muster volumes` show what is there',
    )
}
