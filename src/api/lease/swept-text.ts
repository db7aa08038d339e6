import { standsForCopy } from '../../run/lease/leased-project.ts'
import type { LeaseNote } from '../../run/lease/notes.ts'
import type { Swept } from '../../run/lease/sweep.ts'

/** What has been removed of a lease, in lines for people; none where there was nothing. */
export function sweptText({ containers, networks, volumes, left, spared }: Swept, of = 'the lease'): readonly string[] {
  const counts = [
    counted(containers.length, 'container'),
    counted(networks.length, 'network'),
    counted(volumes.length, 'volume'),
  ].flat()
  return [
    ...(counts.length === 0 ? [] : [`removed what ${of} held: ${counts.join(', ')}`]),
    ...(spared.length === 0 ? [] : [`${spared.join(', ')} of ${of} stay: others have made containers since`]),
    ...[...left].map(([name, why]) => `${name} is left of ${of}: ${why}`),
  ]
}

/** The lease in a sentence. */
export function heldBy({ command, owner, projects }: LeaseNote): string {
  return `the lease of \`${command}\` (pid ${owner.pid}, ${projects.filter((one) => !standsForCopy(one)).join(', ')})`
}

function counted(count: number, word: string): readonly string[] {
  return count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'}`]
}
