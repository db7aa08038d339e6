import { setTimeout as delay } from 'node:timers/promises'
import type { Engine } from '../../engine/port.ts'
import type { Program } from '../../run/lease/end-programs.ts'
import { beginEnd, endingLease, leaveToOthers, stillHeld } from '../../run/lease/ending.ts'
import { closeNote, closeSwept, projectsOf, readNote } from '../../run/lease/notes.ts'
import { thisMachine } from '../../run/lease/owner.ts'
import { type Holdings, holdingsOf, type Leased, sizeOf, sweep } from '../../run/lease/sweep.ts'
import { timeLeft } from '../../run/lease/time-left.ts'
import type { Charge, Word } from '../../run/lease/watchdog.ts'
import { steadyNow } from '../../run/steady-now.ts'

/** What a watchdog has heard by the time that nobody holds its pipe any more. */
interface Heard {
  readonly charge?: Charge
  readonly projects: ReadonlySet<string>
  readonly programs: readonly Program[]
  /** More were about to be started than it has heard the numbers of. */
  readonly lost: boolean
  readonly farewell: boolean
}

/**
 * The watchdog's whole life: waits until its pipe is closed, takes the lease down unless it was told farewell, and ends. It
 * is deaf to what is sent to a terminal's processes; SIGTERM ends it only while there is nothing to do.
 */
export async function main(): Promise<void> {
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT'] as const) process.on(signal, () => undefined)
  const { charge, projects, programs, lost, farewell } = await listen()
  if (charge === undefined || farewell) return
  if (charge.kind === 'timed' && !(await isTime(charge))) return
  process.on('SIGTERM', () => undefined)
  if (programs.length > 0 || lost) {
    const { endPrograms, programsUnder } = await import('../../run/lease/end-programs.ts')
    await endPrograms(lost ? [...programs, ...programsUnder(charge.lease)] : programs)
  }
  await takeDown(charge, projects)
}

async function listen(): Promise<Heard> {
  let text = ''
  process.stdin.setEncoding('utf8').on('data', (chunk: string) => void (text += chunk))
  await new Promise<void>((resolve) => process.stdin.on('close', resolve).on('error', () => resolve()))
  // A killed process may leave half a line.
  const [first, ...words] = text.split('\n').slice(0, -1)
  if (first === undefined) return { projects: new Set(), programs: [], lost: false, farewell: false }
  const said = words.map((line) => JSON.parse(line) as Word)
  const programs = said.flatMap((word) => ('program' in word ? [{ pid: word.program, start: word.start }] : []))
  return {
    charge: JSON.parse(first) as Charge,
    projects: new Set(said.flatMap((word) => ('project' in word ? [word.project] : []))),
    programs,
    lost: said.filter((word) => 'starting' in word).length > programs.length,
    farewell: said.some((word) => 'farewell' in word),
  }
}

/** Milliseconds between looks at the note: it is renewed by others, and timers stand still in a sleeping machine. */
const nap = 30_000

/** Resolves when a timed lease is over: `false` where somebody else sees to it, or nobody has to. */
async function isTime({ notes, lease }: Charge): Promise<boolean> {
  for (;;) {
    const note = readNote(notes, lease)
    if (note === undefined || projectsOf(note).size === 0 || note.keeper?.pid !== process.pid) return false
    const left = timeLeft(note, Date.now(), thisMachine())
    if (left <= 0) return true
    await delay(Math.min(left, nap))
  }
}

/** Milliseconds for an engine that is away to come back. */
const patience = 60_000

/** Milliseconds before each further look: the engine may still be creating what the dead has asked for. */
const looks = [100, 300, 600, 1000, 2000, 3000, 4000] as const

async function takeDown(charge: Charge, told: ReadonlySet<string>): Promise<void> {
  if (charge.kind === 'timed') beginEnd(charge.notes, charge.lease, Date.now)
  const over = readNote(charge.notes, charge.lease)
  const leased =
    charge.kind === 'timed'
      ? endingLease(charge.notes, { id: charge.lease, kind: charge.kind }, Date.now)
      : watchedLease(charge, told)
  const until = steadyNow() + patience
  for (;;) {
    try {
      const engine = await connected(charge)
      const { spared } = await settled(leased, engine)
      if (spared.length > 0) leaveToOthers(charge.notes, charge.lease)
      if (charge.kind === 'watched') closeNote(charge.notes, charge.lease)
      else if (over !== undefined) closeSwept(charge.notes, over)
      return
    } catch {
      // What stays is noted, and the next command tries again.
      if (steadyNow() > until) return
      await delay(500)
    }
  }
}

/** Who was lent the lease has noted what it is for. */
function watchedLease({ notes, lease: id }: Charge, told: ReadonlySet<string>): Leased {
  return {
    id,
    get projects() {
      const { projects = [], released = [] } = readNote(notes, id) ?? {}
      return stillHeld(notes, { id, projects: [...told, ...projects], released })
    },
  }
}

async function connected({ env, home, host, context }: Charge): Promise<Engine> {
  const { connect } = await import('../../engine/connect.ts')
  return await connect({
    env: new Map(env),
    home,
    ...(host === undefined ? {} : { host }),
    ...(context === undefined ? {} : { context }),
  })
}

/** Resolves when nothing has come up for a while. Rejects where something stays or the engine cannot be asked. */
async function settled(leased: Leased, engine: Engine): Promise<Holdings> {
  for (let quiet = 0; ; quiet++) {
    const found = await holdingsOf(leased, engine)
    if (sizeOf(found) > 0) {
      const { left } = await sweep(leased, engine)
      if (left.size > 0) throw new Error([...left.values()].join('\n'))
      quiet = 0
    }
    const pause = looks[quiet]
    if (pause === undefined) {
      engine.close()
      return found
    }
    await delay(pause)
  }
}
