import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the notes within muster's state folder. */
export function faultFolder(state: string): string {
  return join(state, 'faults')
}

/** Whether there is any: all that faults cost a command where there are none. */
export function hasFaults(folder: string): boolean {
  try {
    return readdirSync(folder).some((name) => name.endsWith('.json'))
  } catch {
    return false
  }
}
