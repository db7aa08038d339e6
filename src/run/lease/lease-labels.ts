import { label } from '../../model/labels.ts'
import type { LeaseNote } from './notes.ts'
import { ownerText } from './owner.ts'

/** What is put on everything that is created under the lease. */
export function labelsOf({ id, owner, expires }: LeaseNote): Readonly<Record<string, string>> {
  return {
    [label.lease]: id,
    [label.owner]: ownerText(owner),
    [label.expires]: new Date(expires).toISOString(),
  }
}
