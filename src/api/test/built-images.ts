import type { Engine } from '../../engine/port.ts'
import { imageName } from '../../model/names.ts'
import type { Project } from '../../model/project.ts'

/**
 * Removes the tags of the images that were built for a copy: nobody else has these names, and the next copy has others.
 * The build cache keeps what is in them. Resolves with the names that could not be removed.
 */
export async function removeBuilt(project: Project, engine: Engine): Promise<readonly string[]> {
  const services = [...project.services.values(), ...project.disabled.values()]
  const names = new Set(services.flatMap((it) => (it.build === undefined ? [] : [imageName(project, it)])))
  const left = await Promise.all(
    [...names].map(async (name) => {
      try {
        await engine.images.remove(name, { parents: 'keep' })
        return []
      } catch {
        return [name]
      }
    }),
  )
  return left.flat()
}
