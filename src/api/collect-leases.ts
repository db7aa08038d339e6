import { engineKey } from '../engine/engine-key.ts'
import type { Engine } from '../engine/port.ts'
import { beginEnd, endingLease } from '../run/lease/ending.ts'
import { changeNote, closeNote, closeSwept, type LeaseNote, readNotes, standingOf } from '../run/lease/notes.ts'
import { type Sweeping, type Swept, sweep } from '../run/lease/sweep.ts'
import { sweptText } from './swept-text.ts'
import type { World } from './world.ts'

/** Milliseconds in which the engine may still carry out what the dead has asked for. */
const aftermath = 30_000

/** Milliseconds after which nobody comes back to an engine. */
const forgotten = 30 * 24 * 3600_000

/**
 * Removes what leases hold that are over: their owner is dead, or their time. No engine request where none is; what cannot be
 * done now is left to the next command. The notes are the user's own, so that nothing is removed that only says it is leased.
 */
export async function collectLeases(
  folder: string,
  engine: Engine,
  { emit, signal, now }: Pick<World, 'emit' | 'signal' | 'now'>,
): Promise<void> {
  const key = engineKey(engine.address)
  for (const note of readNotes(folder)) {
    if (note.engine !== key || standingOf(note, now()) === 'held') {
      if (note.expires + forgotten < now()) closeNote(folder, note.id)
      continue
    }
    try {
      const swept = await collectLease(note, folder, { engine, signal, now, patience: 'brief' })
      for (const message of sweptText(swept, heldBy(note))) emit({ type: 'notice', message })
    } catch {
      return
    }
  }
}

/** Removes what one lease holds. Its note stays for a while: for the dead the engine may still be at work. */
export async function collectLease(
  note: LeaseNote,
  folder: string,
  { engine, now, ...how }: Pick<World, 'now'> & Sweeping & { readonly engine: Engine },
): Promise<Swept> {
  beginEnd(folder, note.id)
  const swept = await sweep(endingLease(folder, note.id, now), engine, how)
  if (note.swept === undefined) changeNote(folder, note.id, (known) => ({ ...known, swept: now() }))
  else if (note.swept + aftermath < now()) closeSwept(folder, note)
  return swept
}

/** The lease in a sentence. */
export function heldBy({ command, owner, projects }: LeaseNote): string {
  return `the lease of \`${command}\` (pid ${owner.pid}, ${projects.join(', ')})`
}
