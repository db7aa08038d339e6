import type { UpOptions } from '../api/up/options.ts'
import type { World } from '../api/world/world.ts'
import type { Engine } from '../engine/port.ts'
import { forPrograms } from './stack-error.ts'
import { type StackOptions, wantedOf } from './stack-options.ts'

/** What a verb of api/ takes. */
export interface Opened {
  readonly world: World
  readonly wanted: UpOptions
}

/** Does a verb's work for a program; the connection to the engine, where the work has opened one, ends with it. */
export async function whileOpen<T>(
  options: StackOptions,
  work: (opened: Opened) => Promise<T>,
  leases: 'collect' | 'leave' = 'leave',
): Promise<T> {
  const { world, wanted } = wantedOf(options, leases)
  let engine: Promise<Engine> | undefined
  const connected = (): Promise<Engine> => (engine ??= world.engine())
  try {
    return await work({ world: { ...world, engine: connected }, wanted })
  } catch (error) {
    throw forPrograms(error)
  } finally {
    // Whether it could be reached is what the work has said.
    await engine?.then(
      (open) => open.close(),
      () => undefined,
    )
  }
}
