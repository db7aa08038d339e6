import type { VolumeDetail } from '../engine/port.ts'
import { label } from '../model/labels.ts'
import { projectWithServices } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export type { VolumeDetail }

/** The project's volumes by name; with services, those that their containers mount. */
export async function volumes(options: ProjectOptions, world: World): Promise<readonly VolumeDetail[]> {
  const { name } = await projectWithServices(options, world)
  const engine = await world.engine()
  const own = [`${label.project}=${name}`]
  const found = (await engine.volumes.details(own)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
  if (options.services.length === 0) return found
  const containers = await engine.containers.summaries(own)
  const mounted = new Set(
    containers
      .filter(({ service }) => options.services.includes(service))
      .flatMap(({ mounts }) => mounts.map((mount) => mount.name)),
  )
  return found.filter((volume) => mounted.has(volume.name))
}
