import { type Undoing, undoFaults } from '../fault.ts'
import type { World } from '../world/world.ts'

/**
 * Takes back faults of the engine that nobody takes back any more, or a named one, and brings cut off resets of their projects to
 * their end. Returns what was taken back, in words. Rejects with what cannot be done now, which stays noted.
 */
export async function takeBackFaults(wanted: Undoing, world: World): Promise<readonly string[]> {
  const restored = async (project: string): Promise<void> => {
    const { finishRestoration } = await import('../reset.ts')
    await finishRestoration(project, world)
  }
  return await undoFaults(wanted, { engine: await world.engine(), world, restored })
}
