import type { LeaseFound } from '../gc.ts'
import type { EngineFacts, HostFacts } from './facts.ts'
import { fine, type Finding } from './finding.ts'

/** What is to be said of what earlier commands have left behind. */
export function judgeLeftovers(engine: EngineFacts, { faults }: HostFacts): readonly Finding[] {
  const leases = engine.reached ? engine.leases : undefined
  return [...(leases === undefined ? [] : [leaseFinding(leases)]), ...(faults ? [faultsLeft] : [])]
}

const over: ReadonlySet<LeaseFound['standing']> = new Set(['dead', 'expired', 'stranger'])

function leaseFinding(leases: readonly LeaseFound[]): Finding {
  const gone = leases.filter(({ standing }) => over.has(standing))
  const held = leases.length - gone.length
  const others = held === 0 ? '' : `; ${counted(held, 'other lease')} of which nothing is to be removed`
  if (gone.length === 0) return fine('leases', `nothing is left of leases that are over${others}`)
  const projects = [...new Set(gone.flatMap((lease) => lease.projects))].toSorted()
  const sum = (what: 'containers' | 'networks' | 'volumes'): number =>
    gone.reduce((count, lease) => count + lease[what].length, 0)
  const left = `${counted(sum('containers'), 'container')}, ${counted(sum('networks'), 'network')}, ${counted(sum('volumes'), 'volume')}`
  return {
    check: 'leases',
    standing: 'warning',
    message: `${left} are left of ${counted(gone.length, 'lease')} that are over (${projects.join(', ')})${others}`,
    why: 'they take ports, addresses of networks and room on the disk',
    fix: 'muster gc',
  }
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}

const faultsLeft: Finding = {
  check: 'faults',
  standing: 'warning',
  message: 'there are notes of faults that a `muster fault` has made, or a killed one has left behind',
  why: 'a container may still be paused, cut off or slow',
  fix: 'muster fault undo',
}
