import type { ContainerSummary } from '../api/ps.ts'
import type { UpOptions } from '../api/up/options.ts'
import type { World } from '../api/world/world.ts'
import { label } from '../model/labels.ts'
import type { Project } from '../model/project.ts'

/** A project that is up, as a program holds it. */
export interface LiveProject {
  readonly project: Project
  /** With which it was brought up; every later command finds the same project with them. */
  readonly options: UpOptions
  readonly world: World
  /** Every container of it, as it was last looked at. */
  containers: readonly ContainerSummary[]
  /** Of the engine. */
  readonly address: string
}

/** Looks again at what there is. One request. */
export async function refresh(live: LiveProject): Promise<void> {
  live.containers = (await seen(live.project.name, live.world)).containers
}

/** Every container of a project, and where its engine is. */
export async function seen(project: string, world: World): Promise<Pick<LiveProject, 'containers' | 'address'>> {
  const engine = await world.engine()
  return { containers: await engine.containers.summaries([`${label.project}=${project}`]), address: engine.address }
}

/** The options of a command on what is there: the labels tell of it, so no file is read again. */
export function byName({ project, options }: LiveProject): UpOptions {
  const { files: _, isolate: __, ...rest } = options
  return { ...rest, files: [], projectName: project.name, services: [] }
}

/** The options of a command that wants hooks and dependencies as the files have them: a name alone would be read from labels. */
export function byFiles({ project, options }: LiveProject): UpOptions {
  return { ...options, files: options.files.length > 0 ? options.files : project.files }
}
