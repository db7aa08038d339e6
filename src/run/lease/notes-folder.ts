import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The folder of the notes of leases within muster's state folder. */
export function notesFolder(state: string): string {
  return join(state, 'leases')
}

/** Whether there is any note: all that leases cost a command where there are none. */
export function hasNotes(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0
  } catch {
    return false
  }
}
