import type { Carrying } from '../../run/volumes/carrier.ts'
import type { World } from '../world/world.ts'

/** Carriers that end with the world's signal, and that tell people what is lost. */
export function carryingOf(made: Pick<Carrying, 'engine' | 'project' | 'image'>, world: World): Carrying {
  return { ...made, signal: world.signal, warn: (message) => world.emit({ type: 'warning', message }) }
}
