import { readdirSync, readFileSync } from 'node:fs'
import { endGroups } from '../../engine/host/process-group.ts'
import { ownerOf } from './owner.ts'

/** A program of this machine, told from every other one that ever had its number. */
export interface Program {
  /** Its process group has the same one. */
  readonly pid: number
  /** As of an `Owner`. */
  readonly start: string
}

/** Ends the process groups of programs that nobody waits for any more; each is asked first. Who got the number since is left alone. */
export async function endPrograms(programs: readonly Program[]): Promise<void> {
  const own = programs.filter(({ pid, start }) => start !== '' && ownerOf(pid).start === start)
  const groups = own.map(({ pid }) => pid)
  await endGroups(groups, grace)
}

/**
 * The programs with a process group of their own that have a lease in their environment (MUSTER_LEASE). Only Linux tells;
 * elsewhere there are none.
 */
export function programsUnder(lease: string): readonly Program[] {
  return processes()
    .filter((name) => hasLease(name, lease))
    .map((name) => ({ pid: Number(name), start: ownerOf(Number(name)).start }))
}

/** Their numbers, where the kernel shows them. What else is to be removed must not wait for this. */
function processes(): readonly string[] {
  try {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  } catch {
    return []
  }
}

/** Of who has ended, or is another user's, nothing can be read. */
function hasLease(pid: string, lease: string): boolean {
  try {
    const variables = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    return variables.includes(`MUSTER_LEASE=${lease}`) && leadsGroup(pid)
  } catch {
    return false
  }
}

/** Behind the name, which may hold anything, stand state, parent and group. */
function leadsGroup(pid: string): boolean {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[2] === pid
}

/** Milliseconds for a program to end by itself. */
const grace = 2000
