import { load } from '../../load/load.ts'
import type { Project } from '../../model/project.ts'
import { select } from '../../model/select.ts'
import { toldOf } from '../../source/diagnostic.ts'
import { loadWorld } from '../world/load-world.ts'
import { warn } from '../world/warn.ts'
import type { ProjectOptions, World } from '../world/world.ts'
import { greet } from './greet.ts'

/** The part of a project that a command on images is about; its warnings are told. Throws a ComposeError for mistakes in files. */
export async function selectedProject(
  options: ProjectOptions & { readonly dependencies: 'follow' | 'ignore' },
  world: World,
): Promise<Project> {
  await greet(world)
  const { services, allResources, dependencies } = options
  const loaded = await load(options, loadWorld(world))
  warn(toldOf(loaded.warnings), world)
  return select(loaded, { services, along: dependencies === 'follow' ? 'dependencies' : 'nothing', allResources })
}
