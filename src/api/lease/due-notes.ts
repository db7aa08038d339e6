import { engineKey } from '../../engine/engine-key.ts'
import type { Engine } from '../../engine/port.ts'
import { type LeaseNote, ownersClock, readNotes, standingOf } from '../../run/lease/notes.ts'
import { isOfThisMachine, thisMachine } from '../../run/lease/owner.ts'
import { timeLeft } from '../../run/lease/time-left.ts'

/** Milliseconds after which nobody comes back to an engine. */
const longAgo = 30 * 24 * 3600_000

/** What is asked of the engine. */
type Asked = Pick<Engine, 'address' | 'version'>

/** Notes of leases that somebody has to see to. */
export interface DueNotes {
  /** Of leases on this engine that are over. */
  readonly over: readonly LeaseNote[]
  /** Of others, whose time was over long ago: the notes may go, and nothing else. */
  readonly forgotten: readonly LeaseNote[]
}

/**
 * Decided by the notes alone, before anything is loaded that collects: most of the time all leases are held. Costs one request
 * where no other was sent yet, for notes of other machines. Rejects with EngineError.
 */
export async function dueNotes(folder: string, engine: Asked, now: () => number): Promise<DueNotes> {
  const notes = readNotes(folder)
  const over = notes.length === 0 ? [] : await overNotes(notes, engine, now)
  const here = notes.length === 0 ? undefined : thisMachine()
  const forgotten = notes.filter(
    (note) => here !== undefined && timeLeft(note, now(), here) + longAgo < 0 && !over.includes(note),
  )
  return { over, forgotten }
}

/** Those of leases on the engine that are over, each by the clock of who wrote it. As `dueNotes`. */
export async function overNotes(
  notes: readonly LeaseNote[],
  engine: Asked,
  now: () => number,
): Promise<readonly LeaseNote[]> {
  const key = engineKey(engine.address)
  const here = thisMachine()
  const ours = notes.filter((note) => note.engine === key)
  const isForeign = ({ owner }: LeaseNote): boolean => !isOfThisMachine(owner, here)
  const ahead = ours.some(isForeign) ? (await engine.version()).ahead : 0
  return ours.filter((note) => standingOf(note, ownersClock(note, { now, ahead, machine: here })(), here) !== 'held')
}
