import { label } from '../../model/labels.ts'
import { snapshotLabel } from '../../model/snapshot-labels.ts'

/** The project for which something was made, by its labels: as a part of it, or to keep its data. */
export function leasedProject(get: (name: string) => string | undefined): string | undefined {
  return get(label.project) ?? get(snapshotLabel.project) ?? get(snapshotLabel.carrier)
}
