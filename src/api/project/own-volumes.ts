import { label } from '../../model/labels.ts'
import { volumeName } from '../../model/names.ts'
import type { Project } from '../../model/project.ts'
import type { DiagnosticKind } from '../../source/codes.ts'
import { changeKept, keptCopy } from '../copies/kept-ports.ts'
import type { World } from '../world/world.ts'
import type { Claim, Claimed } from './claim.ts'
import { ForeignProject } from './foreign-project.ts'

/** A copy would use, or remove, the data of another project whose name is that of the copy. */
class ForeignVolumes extends ForeignProject {
  override name = 'ForeignVolumes'
  override readonly diagnosticKind: DiagnosticKind = 'foreign-volumes'
  override readonly fix: string =
    'give the copy another name (`--isolate=NAME`), or take the volumes over with `--adopt`'
}

/** The volumes that an `up` of the project uses, by name. */
export function usedVolumes(project: Project): readonly string[] {
  return [...project.volumes].flatMap(([key, { external }]) => (external === true ? [] : [volumeName(project, key)]))
}

/**
 * Refuses volumes of the names of a copy that no copy has made: project `shop-fix` of a folder `shop-fix` is not the copy `fix` of
 * `shop`, and its data stays when it is taken down. Known are those that carry the label of a copy, those of a copy that this user has
 * noted, and those of containers of this folder; a name that was given by hand in full is meant. Asks the engine for nothing.
 * Throws ForeignVolumes.
 */
export async function requireOwnVolumes(
  project: Project,
  names: readonly string[],
  { observed, options, world }: Claim,
): Promise<void> {
  const { name, directory, copy } = project
  const strange = names.filter((volume) => observed.volumes.get(volume)?.labels.has(label.copy) === false)
  if (copy === undefined || strange.length === 0 || isMeant(name, options, world)) return
  if (observed.containers.some(({ labels }) => labels.get(label.directory) === directory)) return
  if (keptCopy(world, name)?.directory === directory) return
  if (world.adopt) return await note(project, world)
  const one = strange.length === 1
  throw new ForeignVolumes(
    `${one ? 'volume' : 'volumes'} ${strange.join(', ')} ${one ? 'was' : 'were'} not made for copy ${copy.name} of ${directory}, but for another project ${name}`,
  )
}

function isMeant(name: string, { projectName }: Claimed, { env, shell = env }: World): boolean {
  return projectName === name || shell.get('COMPOSE_PROJECT_NAME') === name
}

/** What was taken over once is the copy's own from then on. */
async function note({ name, directory, copy }: Project, world: World): Promise<void> {
  const entry = { directory, keep: copy?.ports ?? 'remembered', used: world.now(), ports: new Map() } as const
  await changeKept(world, (kept) => Promise.resolve(new Map([...kept, [name, entry]]))).catch(() => undefined)
}
