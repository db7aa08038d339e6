import { setTimeout as delay } from 'node:timers/promises'
import { ownerOf } from './owner.ts'

/** A program of this machine, told from every other one that ever had its number. */
export interface Program {
  /** Its process group has the same one. */
  readonly pid: number
  /** As of an `Owner`. */
  readonly start: string
}

/** Milliseconds for a program to end by itself, and between two looks at it. */
const [grace, pace] = [2000, 50]

/** Ends the process groups of programs that nobody waits for any more; each is asked first. Who got the number since is left alone. */
export async function endPrograms(programs: readonly Program[]): Promise<void> {
  const own = programs.filter(({ pid, start }) => start !== '' && ownerOf(pid).start === start)
  let left = own.filter(({ pid }) => reached(pid, 'SIGTERM'))
  for (let waited = 0; waited < grace && left.length > 0; waited += pace) {
    await delay(pace)
    left = left.filter(({ pid }) => reached(pid, 0))
  }
  for (const { pid } of left) reached(pid, 'SIGKILL')
}

/** While one of a group lives, nobody else gets its number. */
function reached(group: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, signal)
  } catch {
    return false
  }
}
