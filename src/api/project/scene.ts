import type { Engine } from '../../engine/port.ts'
import { graphOf } from '../../graph/graph.ts'
import { label } from '../../model/labels.ts'
import { noSuchService } from '../../model/no-such-service.ts'
import type { Project } from '../../model/project.ts'
import { select } from '../../model/select.ts'
import { recalledProject } from '../../plan/recalled-project.ts'
import type { Scene } from '../../plan/scene.ts'
import { meaningOf } from '../lease/meaning.ts'
import { releaseEnded, settleLeases } from '../lease/settle-leases.ts'
import type { ProjectOptions, World } from '../world/world.ts'
import { greet } from './greet.ts'
import { requireNamesOwner, requireOwner } from './owner.ts'
import { projectOrName, withoutFile } from './project-or-name.ts'

/** A scene and the engine on which it was seen. */
export interface SceneOn extends Scene {
  readonly engine: Engine
  /** The folder of whoever looks; undefined where no file was looked for. */
  readonly directory: string | undefined
}

/** How a scene is looked at. */
export interface Looking {
  /** Who belongs to the scene besides the named services. */
  readonly along: 'dependencies' | 'everybody'
  /** What a service means that no container belongs to, where there is no file to know it from. */
  readonly unknown: 'nothing' | 'error'
}

/**
 * What a command on existing containers works on: the project of its files, or, with a name only, the one that the
 * labels of its containers tell of (docker compose 2.40.3). Throws for services that do not exist.
 */
async function sceneOf(options: ProjectOptions, world: World, looking: Looking): Promise<SceneOn> {
  await greet(world)
  const { name, project, directory } = await projectOrName(options, world)
  const selected = project && (await selectedFrom(project, { options, world, looking }))
  const { services } = options
  const targets =
    selected === undefined || services.length === 0
      ? services
      : [...select(selected, { services, along: 'nothing', allResources: true }).services.keys()]
  const engine = await world.engine()
  await settleLeases({ project: name }, world)
  const [{ api: apiVersion }, containers] = await Promise.all([
    engine.version(),
    engine.containers.list([`${label.project}=${name}`]),
  ])
  const seen = { targets, apiVersion, containers, engine, directory }
  if (selected !== undefined) return { project: selected, graph: graphOf(selected), from: 'files', ...seen }
  const separator = options.compatibility ? '_' : '-'
  const recalled = recalledOf(recalledProject({ name, separator }, containers), options, looking)
  return { project: recalled, graph: graphOf(recalled), from: 'labels', ...seen }
}

/**
 * The same for commands that change it. Throws ForeignProject as well. With a name only nobody says whose it is.
 */
export async function ownScene(options: ProjectOptions, world: World, looking: Looking): Promise<SceneOn> {
  const scene = await sceneOf(options, world, looking)
  const { project, containers, directory } = scene
  if (scene.from === 'files') await requireOwner(project, containers, { options, world })
  else await requireNamesOwner(project.name, directory, { containers, options, world })
  if (meaningOf(world) !== 'end') await releaseEnded(scene.project.name, world)
  return scene
}

interface Selecting {
  readonly options: ProjectOptions
  readonly world: World
  readonly looking: Looking
}

/** Undefined where the file does not have the services and does not matter. */
async function selectedFrom(project: Project, { options, world, looking }: Selecting): Promise<Project | undefined> {
  try {
    return selectedOf(project, options, looking)
  } catch (error) {
    if (looking.unknown === 'error') throw error
    await withoutFile(error, { options, world })
    return undefined
  }
}

function recalledOf(project: Project, options: ProjectOptions, looking: Looking): Project {
  const missing = options.services.find((service) => !project.services.has(service))
  if (missing === undefined) return selectedOf(project, options, looking)
  if (looking.unknown === 'error' && project.services.size > 0) throw noSuchService(missing, project)
  return project
}

function selectedOf(project: Project, { services, allResources }: ProjectOptions, { along }: Looking): Project {
  const all = along === 'everybody' && services.length > 0 ? [...project.services.keys(), ...services] : services
  return select(project, { services: all, along: 'dependencies', allResources })
}

/** The same scene after something was done. */
export async function seenAgain(scene: SceneOn): Promise<SceneOn> {
  return { ...scene, containers: await scene.engine.containers.list([`${label.project}=${scene.project.name}`]) }
}
