import { label } from '../../model/labels.ts'
import type { Observed } from '../../plan/observed.ts'

/** Ids of the leases that something of a project carries. */
export function leasesOf({ containers, networks, volumes }: Observed): ReadonlySet<string> {
  const things = [...containers, ...[...networks.values()].flat(), ...volumes.values()]
  return new Set(things.flatMap(({ labels }) => labels.get(label.lease) ?? []))
}
