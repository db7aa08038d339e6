import { label } from '../../model/labels.ts'
import type { Project } from '../../model/project.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { loadWorld } from '../world/load-world.ts'
import type { ProjectOptions, World } from '../world/world.ts'
import type { Claim, Claimed } from './claim.ts'
import { ForeignProject } from './foreign-project.ts'

/**
 * Refuses to change containers that another checkout of the same name has made: docker compose 2.40.3 replaces, stops and removes
 * them, data and all. A name that was given by hand (`-p`, COMPOSE_PROJECT_NAME of the shell) is meant; one that stands in a checkout's
 * `.env` is in every other checkout as well. Throws ForeignProject.
 */
export async function requireOwner(
  project: Owned,
  containers: readonly ObservedContainer[],
  { options, world }: { readonly options: Claimed; readonly world: World },
): Promise<void> {
  if (world.adopt || (givenName(options, world) ?? '') !== '') return
  const others = touched(project, containers, options).filter((container) => !sharesName(container, project, world))
  const owner = await foreignOwner(project, others, world)
  if (owner !== undefined)
    throw new ForeignProject(`project ${project.name} belongs to ${owner}, and this is ${project.directory}`)
}

/** The same where only the name of the project counts, and the folder that it stands in; with `-p` nobody says whose it is. */
export async function requireNamesOwner(
  name: string,
  directory: string | undefined,
  by: { readonly containers: readonly ObservedContainer[]; readonly options: ProjectOptions; readonly world: World },
): Promise<void> {
  if (directory === undefined) return
  const { services } = by.options
  const meant = by.containers.filter(({ service }) => services.length === 0 || services.includes(service))
  // Whatever there is of the name is touched.
  const options = { ...by.options, orphans: 'remove' }
  await requireOwner({ name, directory, envFiles: [], services: new Map(), disabled: new Map() }, meant, {
    ...by,
    options,
  })
}

/** The name of the project that somebody gave for this very command. */
function givenName({ projectName }: Claimed, { env, shell = env }: World): string | undefined {
  return projectName ?? shell.get('COMPOSE_PROJECT_NAME')
}

/** The same for the volumes of a copy: of those that `up` uses, or of these. Loaded only for copies. */
export async function requireOwnData(
  project: Project,
  by: Claim,
  names: 'used' | readonly string[] = 'used',
): Promise<void> {
  if (project.copy === undefined) return
  const { requireOwnVolumes, usedVolumes } = await import('./own-volumes.ts')
  await requireOwnVolumes(project, names === 'used' ? usedVolumes(project) : names, by)
}

type Owned = Pick<Project, 'name' | 'directory' | 'envFiles' | 'services' | 'disabled'>

/** The other folder that a container belongs to. A folder whose files are gone owns nothing any more. */
export async function foreignOwner(
  { directory }: Pick<Project, 'directory'>,
  containers: readonly ObservedContainer[],
  world: World,
): Promise<string | undefined> {
  const { exists } = loadWorld(world)
  for (const { labels } of containers.filter((container) => folderOf(container, directory) !== directory)) {
    const files = labels.get(label.files)?.split(',') ?? []
    const live = await Promise.all(files.map(async (file) => await exists(file)))
    if (live.includes(true)) return labels.get(label.directory)
  }
  return undefined
}

/** Once a project has been taken over, what it does not know any more is an orphan: left alone, and no claim to the rest. */
function touched(
  { directory, services, disabled }: Owned,
  containers: readonly ObservedContainer[],
  { orphans }: Claimed,
): readonly ObservedContainer[] {
  const isOurs = containers.some((container) => container.labels.get(label.directory) === directory)
  if (!isOurs || orphans === 'remove') return containers
  return containers.filter(({ service }) => services.has(service) || disabled.has(service))
}

/** Folders of one checkout may be one project by an env file (`--env-file`) that names it for all of them. */
function sharesName({ labels }: ObservedContainer, { envFiles }: Owned, { env }: World): boolean {
  return env.has('COMPOSE_PROJECT_NAME') && envFiles.length > 0 && labels.get(label.envFiles) === envFiles.join(',')
}

function folderOf({ labels }: ObservedContainer, own: string): string {
  return labels.get(label.directory) ?? own
}
