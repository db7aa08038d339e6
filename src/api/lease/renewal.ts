import { setInterval } from 'node:timers'
import type { Engine } from '../../engine/port.ts'
import { labelsOf } from '../../run/lease/lease-labels.ts'
import { markRenewed, unmark } from '../../run/lease/marker.ts'
import { changeNote, type LeaseNote } from '../../run/lease/notes.ts'
import type { World } from '../world/world.ts'

/** Milliseconds. */
export interface Term {
  /** After which somebody who cannot see the owner takes its lease for over. */
  readonly longest: number
  /** Between signs of life: some may fail. */
  readonly renewed: number
}

/** A day, and three signs of life in each. */
export const plainTerm: Term = { longest: 24 * 3600_000, renewed: 8 * 3600_000 }

/** The signs of life of a lease. */
export interface Renewal {
  /** Resolves when none is left on the engine, and none is under way. No error where the engine does not answer. */
  readonly stop: () => Promise<void>
}

/**
 * Gives a lease more time again and again, as long as this process lives: in its note, for musters of other machines that share the
 * folder, and on the engine, for those that do not. Keeps the process not from ending.
 */
export function keepRenewing(
  note: LeaseNote,
  {
    term,
    folder,
    engine,
    world,
  }: { readonly term: Term; readonly folder: string; readonly engine: Engine; readonly world: World },
): Renewal {
  let under: Promise<void> | undefined
  const renew = async (): Promise<void> => {
    const renewed = { ...note, expires: world.now() + term.longest }
    const known = changeNote(folder, note.id, (now) => ({ ...now, expires: renewed.expires }))
    const [project] = known?.projects ?? note.projects
    if (project !== undefined) await markRenewed({ project, labels: labelsOf(renewed) }, engine)
  }
  const timer = setInterval(() => {
    // What fails now is tried again, long before anybody misses it.
    under = (under ?? Promise.resolve()).then(renew).catch(() => undefined)
  }, term.renewed).unref()
  const stop = async (): Promise<void> => {
    clearInterval(timer)
    if (under === undefined) return
    await under
    await unmark(note.id, engine).catch(() => undefined)
  }
  return { stop }
}
