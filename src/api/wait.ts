import { label } from '../model/labels.ts'
import { down } from './down.ts'
import { greet } from './project/greet.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface WaitOptions extends ProjectOptions {
  /** `down`: takes the whole project down, orphans included, when the first container has ended. */
  readonly atEnd: 'nothing' | 'down'
  readonly onExit: (container: string, exitCode: number) => void
}

/**
 * Waits for the end of the running containers of some services, one-offs included. Resolves with the exit code of the one
 * that ends last, or, with `atEnd: 'down'`, first. Rejects when none of them runs (docker compose 2.40.3).
 */
export async function wait(options: WaitOptions, world: World): Promise<number> {
  await greet(world)
  const { name } = await projectOrName({ ...options, services: [] }, world)
  const engine = await world.engine()
  const found = await engine.containers.list([`${label.project}=${name}`])
  const running = found.filter(
    ({ state, service, configHash }) =>
      configHash !== undefined &&
      ['running', 'paused', 'restarting'].includes(state) &&
      options.services.includes(service),
  )
  if (running.length === 0) throw new Error(`no containers for project ${JSON.stringify(name)}`)
  let last = 0
  const ends = running.map(async ({ id }) => {
    last = await engine.containers.wait(id, world.signal)
    options.onExit(id, last)
    return last
  })
  if (options.atEnd === 'nothing') {
    await Promise.all(ends)
    return last
  }
  const first = await Promise.race(ends)
  const others = Promise.allSettled(ends)
  await down({ ...options, services: [], orphans: 'remove' }, world)
  await others
  return first
}
