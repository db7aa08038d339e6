import { label } from '../model/labels.ts'
import { volumeName } from '../model/names.ts'
import { originOf, type Project } from '../model/project.ts'
import { protectionIn } from '../model/protection.ts'
import { placeText } from './changes.ts'
import type { ObservedVolume } from './observed.ts'

/**
 * The volumes whose data no command removes or overwrites unless it is told to: by their names on the engine, with words that
 * say so and why. The file decides; where it does not say, or none is read, the label that a volume got when it was made: another branch or
 * fewer files may lack the key.
 */
export function protectedVolumes(
  project: Project | undefined,
  seen: Iterable<ObservedVolume>,
): ReadonlyMap<string, string> {
  const said = project === undefined ? [] : protectionsIn(project)
  const decided = new Set(said.map(({ name }) => name))
  return new Map([
    ...[...seen]
      .filter(({ name, labels }) => labels.has(label.protect) && !decided.has(name))
      .map(({ name }) => [name, `is protected (label ${label.protect})`] as const),
    ...said.flatMap(({ name, words }) => (words === undefined ? [] : [[name, words] as const])),
  ])
}

/** What the file says of a volume: words where it protects it. */
interface Said {
  readonly name: string
  readonly words?: string
}

function protectionsIn(project: Project): readonly Said[] {
  return [...project.volumes].flatMap(([key, volume]): Said[] => {
    const protects = protectionIn(volume, project)
    const name = volumeName(project, key)
    if (protects !== true) return protects === undefined ? [] : [{ name }]
    const at = originOf(project, ['volumes', key, 'x-protect'])
    return [{ name, words: `is protected${at === undefined ? '' : ` (${placeText(at)})`}` }]
  })
}
