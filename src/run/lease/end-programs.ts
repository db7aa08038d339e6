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

/** Milliseconds for a program to end by itself. */
const grace = 2000
