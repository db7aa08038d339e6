import { label } from '../model/labels.ts'
import type { Project } from '../model/project.ts'
import type { ObservedContainer } from '../plan/observed.ts'
import { loadWorld } from './load-world.ts'
import type { ProjectOptions, World } from './world.ts'

/** A project of this name exists and belongs to another folder. */
export class ForeignProject extends Error {
  override name = 'ForeignProject'
  readonly exitCode = 7
  readonly fix = 'give this project a name of its own (`-p NAME` or `name:`), or take the other over with `--adopt`'
}

/**
 * Refuses to change containers that another checkout of the same name has made: docker compose 2.40.3 replaces them, data
 * and all. A name that was given by hand (`-p`, COMPOSE_PROJECT_NAME) is meant, and a folder whose files are gone owns
 * nothing any more. Throws ForeignProject.
 */
export async function requireOwner(
  { name, directory }: Pick<Project, 'name' | 'directory'>,
  containers: readonly ObservedContainer[],
  { options, world }: { readonly options: Pick<ProjectOptions, 'projectName'>; readonly world: World },
): Promise<void> {
  if (world.adopt || options.projectName !== undefined || (world.env.get('COMPOSE_PROJECT_NAME') ?? '') !== '') return
  const other = containers.find(({ labels }) => (labels.get(label.directory) ?? directory) !== directory)
  const files = other?.labels.get(label.files)?.split(',') ?? []
  const { exists } = loadWorld(world)
  const live = await Promise.all(files.map(async (file) => await exists(file)))
  if (other === undefined || !live.includes(true)) return
  const owner = other.labels.get(label.directory) ?? ''
  throw new ForeignProject(`project ${name} belongs to ${owner}, and this is ${directory}`)
}
