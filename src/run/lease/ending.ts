import { changeNote, keptFolder, type LeaseNote, projectsOf, readNote, standingOf } from './notes.ts'
import type { Leased } from './sweep.ts'

/** Says in its note that what a lease holds is being removed; where nothing can be written, it is so nevertheless. */
export function beginEnd(folder: string, id: string, now: () => number): void {
  changeNote(folder, id, (note) => (standingOf(note, now()) === 'held' ? note : { ...note, ending: true }))
}

/**
 * What an ending lease holds, each time it is asked: meanwhile others may take projects out of it, or end it first. A project
 * of which others have made containers since it was brought up for a time is theirs, whole.
 */
export function endingLease(folder: string, { id, kind }: Pick<LeaseNote, 'id' | 'kind'>, now: () => number): Leased {
  return {
    id,
    ...(kind === 'timed' ? { outside: new Set(readNote(folder, id)?.outside ?? []) } : {}),
    get projects() {
      const note = readNote(folder, id)
      return note === undefined || standingOf(note, now()) === 'held' ? new Set<string>() : stillHeld(folder, note)
    },
  }
}

/** Without what was taken out of it after its end. */
export function stillHeld(folder: string, note: Pick<LeaseNote, 'id' | 'projects' | 'released'>): ReadonlySet<string> {
  const kept = readNote(keptFolder(folder), note.id)?.released ?? []
  return projectsOf({ projects: note.projects, released: [...note.released, ...kept] })
}

/** What was left to others is theirs for good: its projects are taken out of the lease. */
export function leaveToOthers(folder: string, id: string): void {
  changeNote(folder, id, (note) => ({ ...note, released: [...new Set([...note.released, ...note.projects])] }))
}
