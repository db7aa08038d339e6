import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { beginEnd, endingLease, leaveToOthers } from '../../run/lease/ending.ts'
import { changeNote, closeNote, closeSwept, type LeaseNote, ownersClock, projectsOf } from '../../run/lease/notes.ts'
import { type Sweeping, type Swept, sweep } from '../../run/lease/sweep.ts'
import type { World } from '../world/world.ts'
import type { DueNotes } from './due-notes.ts'
import { leaseFolder } from './lease.ts'
import type { Concerned } from './meaning.ts'
import { heldBy, sweptText } from './swept-text.ts'

/** Milliseconds in which the engine may still carry out what the dead has asked for. */
const aftermath = 30_000

/** Who collects, and what they are about. */
export interface Collecting extends Pick<World, 'env' | 'home' | 'emit' | 'signal' | 'now' | 'lease' | 'leases'> {
  readonly own: Required<Concerned> | undefined
}

/**
 * Removes what leases hold that are over: their owner is dead, or their time. What cannot be done now is left to the next
 * command. The notes are the user's own, so that nothing is removed that only says it is leased.
 */
export async function collectLeases(
  { over, forgotten }: DueNotes,
  engine: Engine,
  collecting: Collecting,
): Promise<'nothing' | 'collected'> {
  const { emit, signal, now } = collecting
  const folder = leaseFolder(collecting)
  let done: 'nothing' | 'collected' = 'nothing'
  for (const { id } of forgotten) closeNote(folder, id)
  for (const note of over) {
    try {
      if (await isSpared(note, engine, collecting)) continue
      done = 'collected'
      const swept = await collectLease(note, folder, { engine, signal, now, patience: 'brief' })
      // What a scenario shows is nobody else's affair.
      const told = (collecting.env.get('MUSTER_LEASE') ?? '') === '' ? sweptText(swept, heldBy(note)) : []
      for (const message of told) emit({ type: 'notice', message })
    } catch {
      return done
    }
  }
  return done
}

/**
 * Whether the command's own project is not to lose what it had under a lease that is over: something of it is under no lease,
 * or another, so somebody else (docker compose) has taken it over; or it was meant for a time, and is brought up for good now.
 * What a dead process has left is none that anybody wanted to keep.
 */
async function isSpared(note: LeaseNote, engine: Engine, { own, lease, leases }: Collecting): Promise<boolean> {
  if (own === undefined || own.meaning === 'end' || !projectsOf(note).has(own.project)) return false
  const there = await engine.containers.list([`${label.project}=${own.project}`])
  if (there.some(({ labels }) => labels.get(label.lease) !== note.id)) return true
  if (lease !== undefined || leases === 'renew') return false
  return note.kind === 'timed' || there.length === 0
}

/** Removes what one lease holds. Its note stays for a while: for the dead the engine may still be at work. */
export async function collectLease(
  note: LeaseNote,
  folder: string,
  { engine, now, ...how }: Pick<World, 'now'> & Sweeping & { readonly engine: Engine },
): Promise<Swept> {
  const clock = ownersClock(note, { now, ahead: (await engine.version()).ahead })
  beginEnd(folder, note.id, clock)
  const swept = await sweep(endingLease(folder, note, clock), engine, how)
  if (swept.spared.length > 0) leaveToOthers(folder, note.id)
  if (note.swept === undefined) changeNote(folder, note.id, (known) => ({ ...known, swept: now() }))
  else if (note.swept + aftermath < now()) closeSwept(folder, note)
  return swept
}
