import { setTimeout as delay } from 'node:timers/promises'

/** Signals all of a process group; 0 only asks. Tells whether there is anybody: while one of a group lives, nobody else gets its number. */
export function signalGroup(group: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-group, name)
  } catch {
    return false
  }
}

/** Ends process groups: each is asked first, and killed after `grace` milliseconds. Resolves with whether there was anything to end. */
export async function endGroups(groups: readonly number[], grace: number): Promise<boolean> {
  let left = groups.filter((group) => signalGroup(group, 'SIGTERM'))
  if (left.length === 0) return false
  // No event tells of the end of who is not our child.
  for (let waited = 0; waited < grace && left.length > 0; waited += pace) {
    await delay(pace)
    left = left.filter((group) => signalGroup(group, 0))
  }
  for (const group of left) signalGroup(group, 'SIGKILL')
  return true
}

/** Milliseconds between two looks at who was asked to end. */
const pace = 50
