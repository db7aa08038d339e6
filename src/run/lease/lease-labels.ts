import { label } from '../../model/labels.ts'
import type { LeaseNote } from './notes.ts'
import { ownerText } from './owner.ts'

/** What is put on everything that is created under the lease. Times are those of the engine's clock: whoever reads them may have another. */
export function labelsOf({ id, owner, expires, ahead = 0 }: LeaseNote): Readonly<Record<string, string>> {
  return {
    [label.lease]: id,
    [label.owner]: ownerText(owner),
    [label.expires]: new Date(expires + ahead).toISOString(),
  }
}
