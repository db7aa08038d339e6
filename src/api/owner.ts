import type { Claimed } from './claim.ts'
import { label } from '../model/labels.ts'
import type { Project } from '../model/project.ts'
import type { ObservedContainer } from '../plan/observed.ts'
import { loadWorld } from './load-world.ts'
import type { Claim } from './claim.ts'
import type { World } from './world.ts'

/** A project of this name exists and belongs to another folder. */
export class ForeignProject extends Error {
  override name = 'ForeignProject'
  readonly exitCode = 7
  readonly fix: string =
    'give this project a name of its own (`-p NAME` or `name:`), or take the other over with `--adopt`'
}

/**
 * Refuses to change containers that another checkout of the same name has made: docker compose 2.40.3 replaces, stops and removes
 * them, data and all. A name that was given by hand (`-p`, COMPOSE_PROJECT_NAME) is meant. Throws ForeignProject.
 */
export async function requireOwner(
  project: Owned,
  containers: readonly ObservedContainer[],
  { options, world }: { readonly options: Claimed; readonly world: World },
): Promise<void> {
  if (world.adopt || options.projectName !== undefined || (world.env.get('COMPOSE_PROJECT_NAME') ?? '') !== '') return
  const owner = await foreignOwner(project, touched(project, containers, options), world)
  if (owner !== undefined)
    throw new ForeignProject(`project ${project.name} belongs to ${owner}, and this is ${project.directory}`)
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

type Owned = Pick<Project, 'name' | 'directory' | 'services' | 'disabled'>

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

function folderOf({ labels }: ObservedContainer, own: string): string {
  return labels.get(label.directory) ?? own
}
