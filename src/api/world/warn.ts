import type { Diagnostic } from '../../source/diagnostic.ts'
import type { World } from './world.ts'

/** Tells warnings with their places. */
export function warn(warnings: readonly Diagnostic[], { emit }: Pick<World, 'emit'>): void {
  for (const diagnostic of warnings) emit({ type: 'warning', message: diagnostic.message, diagnostic })
}
