import { label } from '../../model/labels.ts'
import { removeCarriers } from '../../run/volumes/carrier.ts'
import { requireOwnData } from '../project/owner.ts'
import { ownScene, type SceneOn, seenAgain } from '../project/scene.ts'
import type { ProjectOptions, World } from '../world/world.ts'
import { type Healing, healRestoration } from './restoration.ts'
import { type Kept, keptOf, removeLoose } from './sets.ts'

/**
 * Refuses a copy under whose name another project has data, as `up` and `down` do. Asks the engine for nothing otherwise. Throws
 * ForeignVolumes.
 */
export async function requireOwnVolumesOf(
  { engine, project, containers, from }: SceneOn,
  options: ProjectOptions,
  world: World,
): Promise<void> {
  if (project.copy === undefined || from !== 'files') return
  const there = await engine.volumes.labelled([`${label.project}=${project.name}`])
  const volumes = new Map(there.map((volume) => [volume.name, volume]))
  await requireOwnData(project, { observed: { containers, volumes }, options, world }, [...volumes.keys()])
}

/**
 * Holds the project, puts in order what killed commands have left of it, and then does the work. Throws as `ownScene` does.
 */
export async function heldScene<T>(
  options: ProjectOptions & { readonly healing?: Healing },
  world: World,
  work: (scene: SceneOn, kept: Kept) => Promise<T>,
): Promise<T> {
  const scene = await ownScene(options, world, { along: 'everybody', unknown: 'error' })
  const { engine, project } = scene
  await requireOwnVolumesOf(scene, options, world)
  using _held = await world.hold(project.name)
  await healRestoration(project.name, world, options.healing)
  await removeCarriers(project.name, engine)
  const kept = await keptOf(project.name, engine)
  await removeLoose(kept, engine)
  return await work(await seenAgain(scene), kept)
}
