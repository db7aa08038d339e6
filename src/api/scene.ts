import type { Engine } from '../engine/port.ts'
import { graphOf } from '../graph/graph.ts'
import { label } from '../model/labels.ts'
import { noSuchService } from '../model/no-such-service.ts'
import { select } from '../model/select.ts'
import { recalledProject } from '../plan/recalled-project.ts'
import type { Scene } from '../plan/scene.ts'
import { greet } from './greet.ts'
import { projectOrName } from './project-or-name.ts'
import type { ProjectOptions, World } from './world.ts'

/** A scene and the engine on which it was seen. */
export interface SceneOn extends Scene {
  readonly engine: Engine
}

/**
 * What a command on existing containers works on: the project of its files, or, with a name only, the one that the
 * labels of its containers tell of. `strict`: a service that no container belongs to is an error then, too.
 */
export async function sceneOf(options: ProjectOptions, world: World, unknown: 'lenient' | 'strict'): Promise<SceneOn> {
  await greet(world)
  const { name, project } = await projectOrName(options, world)
  const { services, allResources } = options
  const selected = project && select(project, { services, along: 'dependencies', allResources })
  const targets =
    selected === undefined || services.length === 0
      ? services
      : [...select(selected, { services, along: 'nothing', allResources: true }).services.keys()]
  const engine = await world.engine()
  const [{ api: apiVersion }, containers] = await Promise.all([
    engine.version(),
    engine.containers.list([`${label.project}=${name}`]),
  ])
  const separator = options.compatibility ? '_' : '-'
  const whole = selected ?? recalledProject({ name, separator }, containers)
  const missing = services.find((service) => !whole.services.has(service))
  if (selected === undefined && unknown === 'strict' && missing !== undefined && containers.length > 0)
    throw noSuchService(missing, whole)
  const from = selected === undefined ? 'labels' : 'files'
  const needed =
    from === 'labels' && missing === undefined
      ? select(whole, { services, along: 'dependencies', allResources: true })
      : whole
  return { project: needed, graph: graphOf(needed), from, targets, apiVersion, containers, engine }
}

/** The same scene after something was done. */
export async function seenAgain(scene: SceneOn): Promise<SceneOn> {
  return { ...scene, containers: await scene.engine.containers.list([`${label.project}=${scene.project.name}`]) }
}
