import { load } from '../../load/load.ts'
import { isolatedName } from '../../model/isolation.ts'
import { noSuchService } from '../../model/no-such-service.ts'
import type { Project } from '../../model/project.ts'
import { loadWorld } from '../world/load-world.ts'
import { warn } from '../world/warn.ts'
import type { ProjectOptions, World } from '../world/world.ts'

/** The project of a command on what is there. */
export interface Named {
  readonly name: string
  /** Undefined when only the name counts. */
  readonly project: Project | undefined
  /** The project's folder; undefined where no file was looked for. */
  readonly directory: string | undefined
}

/**
 * The project that a command about existing containers is for. With `-p` and without `-f` no file is read; a file that
 * cannot be read does not matter when COMPOSE_PROJECT_NAME names the project (docker compose 2.40.3).
 */
export async function projectOrName(options: ProjectOptions, world: World): Promise<Named> {
  const { projectName, files, isolate } = options
  const meant = (name: string): string => (isolate === undefined ? name : isolatedName(name, isolate, 'hand'))
  if (projectName !== undefined && files.length === 0)
    return { name: meant(projectName), project: undefined, directory: undefined }
  try {
    return await projectOfFiles(options, world)
  } catch (error) {
    const { name, directory } = await imposedName(options, world)
    if (name === '') throw error
    return { name: meant(name), project: undefined, directory }
  }
}

/** The project as its files have it, whoever names it. Throws a ComposeError for mistakes in them. */
export async function projectOfFiles(options: ProjectOptions, world: World): Promise<Named> {
  const project = await load({ ...options, resolveEnvironment: false }, loadWorld(world))
  // What the engine would refuse to create does not matter to what exists.
  warn(
    project.warnings.filter(({ refused }) => refused === undefined),
    world,
  )
  return { name: project.name, project, directory: project.directory }
}

/** What COMPOSE_PROJECT_NAME says in the shell or in an env file; empty where it says nothing, or they cannot be read. */
async function imposedName(options: ProjectOptions, world: World): Promise<Pick<Named, 'name' | 'directory'>> {
  const { surroundings } = await import('../../load/env.ts')
  const { createReport } = await import('../../source/diagnostic.ts')
  const known = await surroundings(options, loadWorld(world), createReport()).catch(() => undefined)
  const name = (known?.variables ?? world.env).get('COMPOSE_PROJECT_NAME') ?? ''
  return { name, directory: known?.directory }
}

/**
 * The same for commands that are about services. A file that does not have one of them is an error, unless
 * COMPOSE_PROJECT_NAME names the project: then, as in docker compose 2.40.3, the file does not matter and containers do.
 */
export async function projectWithServices(options: ProjectOptions, world: World): Promise<Named> {
  const named = await projectOrName(options, world)
  const { project } = named
  if (project === undefined) return named
  const unknown = options.services.find((service) => !project.services.has(service) && !project.disabled.has(service))
  if (unknown === undefined) return named
  await withoutFile(noSuchService(unknown, project), { options, world })
  return { ...named, project: undefined }
}

/** Says what is wrong with the file where COMPOSE_PROJECT_NAME names the project; throws it where nothing does. */
export async function withoutFile(
  error: unknown,
  { options, world }: { readonly options: ProjectOptions; readonly world: World },
): Promise<void> {
  const { name } = await imposedName(options, world)
  if (name === '' || !(error instanceof Error)) throw error
  world.emit({ type: 'warning', message: `${error.message}; only containers of project ${name} count` })
}
