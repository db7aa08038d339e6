import type { Engine } from '../engine/port.ts'
import type { World } from './world.ts'

/** A world without its engine, and where the engine is when the environment does not say it. */
export interface Surroundings extends Omit<World, 'engine'> {
  /** `--host`. */
  readonly host?: string
  /** `--context`. */
  readonly context?: string
}

/** Adds the engine: connected on first use, once. */
export function openWorld({ host, context, ...rest }: Surroundings): World {
  let engine: Promise<Engine> | undefined
  const open = async (): Promise<Engine> => {
    const { connect } = await import('../engine/connect.ts')
    const { env, home } = rest
    return await connect({
      env,
      home,
      ...(host === undefined ? {} : { host }),
      ...(context === undefined ? {} : { context }),
    })
  }
  return { ...rest, engine: () => (engine ??= open()) }
}
