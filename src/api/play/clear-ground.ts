import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { untilGone } from '../../run/until-gone.ts'
import { down } from '../down.ts'
import { forgetFaults } from '../fault.ts'
import type { World } from '../world/world.ts'
import type { Ground } from './ground.ts'

/** Milliseconds before each further look. */
const pauses = [100, 500, 2000] as const

/**
 * Takes away every project of the ground with its data: containers are stopped after a second, they have nothing to lose.
 * Looks again, because what was asked of the engine just before an interrupt may come into being late.
 */
export async function clearGround({ suffix, folder }: Ground, world: World): Promise<void> {
  const engine = await world.engine()
  const quiet: World = { ...world, cwd: folder, emit: () => undefined, signal: world.force }
  const remove = async (names: readonly string[]): Promise<void> => {
    for (const projectName of names) await takeDown(projectName, suffix, quiet)
  }
  const look = async (): Promise<readonly string[]> => await projectsOf(suffix, engine)
  await untilGone({ look, size: ({ length }) => length, remove, pauses })
  forgetFaults((project) => project.endsWith(suffix), { engine, world })
  await removeImages(suffix, engine)
}

async function takeDown(projectName: string, suffix: string, world: World): Promise<void> {
  const options = { files: [], envFiles: [], profiles: [], allResources: false, compatibility: false, services: [] }
  try {
    // What the copy had of host ports is forgotten.
    const isolate = { name: suffix.slice(1), ports: 'fresh' } as const
    await down({ ...options, projectName, isolate, orphans: 'remove', volumes: 'remove', timeout: 1 }, world)
  } catch (error) {
    world.force.throwIfAborted()
    if (!(error instanceof Error)) throw error
  }
}

/** Names of projects of which something is there. */
async function projectsOf(suffix: string, engine: Engine): Promise<readonly string[]> {
  const [containers, networks, volumes] = await Promise.all([
    engine.containers.list([label.project]),
    engine.networks.list(),
    engine.volumes.labelled([label.project]),
  ])
  const names = [...containers, ...networks, ...volumes].map(({ labels }) => labels.get(label.project) ?? '')
  return [...new Set(names.filter((name) => name.endsWith(suffix)))]
}

/** Images that were built for the copy; what they are made of stays in the builder's cache. */
async function removeImages(suffix: string, engine: Engine): Promise<void> {
  const built = await engine.images.labelled([label.project])
  const tags = built.flatMap(({ tags: all }) => all).filter((tag) => tag.includes(suffix))
  // One that somebody uses meanwhile is theirs.
  await Promise.all(tags.map(async (tag) => await engine.images.remove(tag).catch(() => undefined)))
}
