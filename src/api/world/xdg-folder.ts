import { isAbsolute, join } from 'node:path'
import type { World } from './world.ts'

/**
 * Where the variable says, or `below` the home folder. A relative path counts as none (XDG Base Directory Specification 0.8): it would
 * be another folder in each checkout, and the checkout's.
 */
export function xdgFolder(
  name: 'XDG_STATE_HOME' | 'XDG_CONFIG_HOME',
  { env, home }: Pick<World, 'env' | 'home'>,
  below: string,
): string {
  const named = env.get(name) ?? ''
  return isAbsolute(named) ? named : join(home, below)
}
