import type { Engine } from '../../engine/port.ts'
import { faultFolder, hasFaults } from '../../run/faults/folder.ts'
import type { Hold, Holder } from '../../run/project-lock.ts'
import { stateFolder } from './state-folder.ts'
import type { World } from './world.ts'

/** A world without its engine and locks, and where the engine is when the environment does not say it. */
export interface Surroundings extends Omit<World, 'engine' | 'hold' | 'place' | 'lease'> {
  /** What runs, for those whom it keeps waiting. */
  readonly command: string
  /** Seconds to wait for another muster that changes the project; undefined: as long as it takes. */
  readonly lockTimeout?: number
  /** `--host`. */
  readonly host?: string
  /** `--context`. */
  readonly context?: string
}

/** Adds the engine: connected on first use, once. */
export function openWorld({ host, context, command, lockTimeout, ...rest }: Surroundings): World {
  let engine: Promise<Engine> | undefined
  const place = { ...(host === undefined ? {} : { host }), ...(context === undefined ? {} : { context }) }
  const open = async (): Promise<Engine> => {
    const { connect } = await import('../../engine/connect.ts')
    const { env, home, pipes, emit } = rest
    const found = await connect({
      env,
      home,
      ...place,
      // Said to people only, as it is of pipes.
      ...(pipes?.onWait && { onWait: (message: string) => emit({ type: 'notice', message }) }),
    })
    if (rest.leases === 'collect') await takeBackFaults(found, rest)
    return found
  }
  const connected = (): Promise<Engine> => (engine ??= open())
  const hold = async (project: string): Promise<Hold> => {
    const { holdProject } = await import('../../run/project-lock.ts')
    const onWait = (holder: Holder | undefined): void =>
      rest.emit({ type: 'notice', message: waiting(project, holder, rest.now()) })
    const timeout = lockTimeout === undefined ? {} : { timeout: lockTimeout }
    const { lockKey } = await import('../../engine/engine-key.ts')
    const reach = async (at: string): Promise<Engine> => {
      const { connect } = await import('../../engine/connect.ts')
      return await connect({ env: rest.env, home: rest.home, host: at })
    }
    const claim = { engine: await lockKey(await connected(), reach), project, command }
    return await holdProject(claim, { ...rest, ...timeout, onWait })
  }
  return { ...rest, command, place, engine: connected, hold }
}

/** Costs a look into a folder where there is no fault. What cannot be done now is told, and left to the next command. */
async function takeBackFaults(engine: Engine, world: Omit<Surroundings, 'command'>): Promise<void> {
  if (!hasFaults(faultFolder(stateFolder(world)))) return
  const { undoFaults } = await import('../fault.ts')
  try {
    const done = await undoFaults({ faults: 'abandoned' }, { engine, world })
    for (const message of done) world.emit({ type: 'notice', message })
  } catch (error) {
    const why = (error as Error).message
    const message = `a fault that a killed muster has left behind cannot be taken back now: ${why}; \`muster fault undo\` tries again`
    world.emit({ type: 'warning', message })
  }
}

function waiting(project: string, holder: Holder | undefined, now: number): string {
  if (holder === undefined) return `waiting for another muster that changes project ${project}`
  const { command, pid, since } = holder
  const seconds = Math.max(0, Math.round((now - since) / 1000))
  return `waiting for "${command}" of project ${project} (pid ${pid}, ${seconds} s)`
}
