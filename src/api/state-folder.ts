import { join } from 'node:path'
import type { World } from './world.ts'

/** Where muster keeps what it must know of the user's machine later: `~/.local/state/muster`. */
export function stateFolder({ env, home }: Pick<World, 'env' | 'home'>): string {
  return join(env.get('XDG_STATE_HOME') || join(home, '.local', 'state'), 'muster')
}

/** Where is noted which containers are owed hooks. */
export function owedFolder(world: Pick<World, 'env' | 'home'>): string {
  return join(stateFolder(world), 'owed-hooks')
}
