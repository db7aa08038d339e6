import { label } from '../model/labels.ts'
import { volumeName } from '../model/names.ts'
import { originOf, type Project } from '../model/project.ts'
import { isProtected } from '../model/protection.ts'
import { placeText } from './changes.ts'
import type { ObservedVolume } from './observed.ts'

/**
 * The volumes whose data no command removes or overwrites unless it is told to: by their names on the engine, with words that
 * say so and why. The file decides; of what it does not declare or calls external, and where no file is read, also the label that a
 * volume got when it was made.
 */
export function protectedVolumes(
  project: Project | undefined,
  seen: Iterable<ObservedVolume>,
): ReadonlyMap<string, string> {
  const declared = new Set(project === undefined ? [] : ownVolumes(project))
  const labelled = [...seen].filter(({ name, labels }) => labels.has(label.protect) && !declared.has(name))
  return new Map([
    ...labelled.map(({ name }) => [name, `is protected (label ${label.protect})`] as const),
    ...(project === undefined ? [] : protectedByFile(project)),
  ])
}

/** Names of the volumes that the project makes itself. */
function ownVolumes(project: Project): readonly string[] {
  return [...project.volumes].flatMap(([key, { external }]) => (external === true ? [] : volumeName(project, key)))
}

function protectedByFile(project: Project): readonly (readonly [string, string])[] {
  return [...project.volumes].flatMap(([key, volume]) => {
    if (!isProtected(volume, project)) return []
    const at = originOf(project, ['volumes', key, 'x-protect'])
    return [[volumeName(project, key), `is protected${at === undefined ? '' : ` (${placeText(at)})`}`] as const]
  })
}
