import { randomBytes } from 'node:crypto'
import type { Isolation } from '../../model/isolation.ts'
import type { ProjectOptions, World } from '../world/world.ts'

/** What it is for: its name tells. */
type Purpose = 'test' | 'play'

/**
 * A copy that nobody else has and that goes with who made it. It is one of the copy that was asked for with `--isolate=NAME` or
 * MUSTER_ISOLATE, whose name it then has before its own: that one itself may be in use, and is not to be thrown away.
 */
export function passingCopy(
  purpose: Purpose,
  { isolate, projectName }: Pick<ProjectOptions, 'isolate' | 'projectName'>,
  { env }: Pick<World, 'env'>,
): Isolation {
  const own = `${purpose === 'test' ? 'test-' : ''}${randomBytes(4).toString('hex')}`
  const imposed = projectName ?? env.get('COMPOSE_PROJECT_NAME') ?? ''
  // Within a copy the name that is given is already that of the copy.
  const base = isolate === undefined || imposed.endsWith(`-${isolate.name}`) ? '' : isolate.name.slice(0, longestBase)
  return { name: base === '' ? own : `${base}-${own}`, ports: 'fresh' }
}

/** With the rest it is no longer than names of copies may be. */
const longestBase = 26
