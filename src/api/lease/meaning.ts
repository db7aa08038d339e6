import type { World } from '../world/world.ts'

/**
 * What a command means for its project. `stay`: it is brought up for good. `go on`: it shall run, or its data be used, under
 * whatever lease it is. `end`: what is over of it may go.
 */
export type Meaning = 'stay' | 'go on' | 'end'

/** The project that a command is about, once its name is known, and what becomes of it. */
export interface Concerned {
  readonly project: string
  /** Absent: as the command says. */
  readonly meaning?: Meaning
}

/** By the name of the command. */
export function meaningOf({ command = '' }: Pick<World, 'command'>): Meaning {
  if (command === 'up' || command === 'create') return 'stay'
  return goingOn.has(command) ? 'go on' : 'end'
}

const goingOn: ReadonlySet<string> = new Set([
  'reset',
  'restart',
  'run',
  'scale',
  'snapshot restore',
  'snapshot save',
  'start',
  'unpause',
  'watch',
])
