import { networkName, volumeName } from '../model/names.ts'
import { originOf, type Project } from '../model/project.ts'
import type { Step } from '../plan/step.ts'
import type { ExplainedFailure } from '../plan/up-failed.ts'
import { child, type Node, nodeAt, type Origin, type Path } from '../source/node.ts'
import { moreRoom, noRoomLeft } from './preflight/little-room.ts'
import { moreAddresses } from './preflight/no-addresses.ts'

/** What a step works on, in words: `network app_front`. For steps that belong to no service. */
export function subjectOf({ action }: Step): string {
  if ('network' in action && !('container' in action)) return `network ${action.network}`
  if ('volume' in action) return `volume ${action.volume}`
  if ('container' in action) return `container ${action.container}`
  return `image ${action.image}`
}

/**
 * A network or volume that the engine does not make: named, in one line, with the value of the file that the engine complains about, or
 * else the entry itself.
 */
export function resourceFailure(
  step: Step,
  error: Error,
  project: Project | undefined,
): Pick<ExplainedFailure, 'message' | 'at' | 'fix'> & Partial<Pick<ExplainedFailure, 'kind'>> {
  const message = `${subjectOf(step)}: ${error.message.replaceAll(/\s*\n\s*/g, ' ')}`
  const path = project && entryOf(step, project)
  if (project === undefined || path === undefined) return { message }
  const entry = nodeAt(project.tree, path)
  const at = (entry && quotedIn(entry, error.message)) ?? originOf(project, path)
  const what = `\`${path.join('.')}\``
  const place = at === undefined ? {} : { at }
  if (noAddressLeft.test(error.message)) return { message, ...place, kind: 'no-addresses', fix: moreAddresses }
  if (noRoomLeft.test(error.message)) return { message, ...place, fix: moreRoom }
  return { message, ...place, fix: `correct ${what}: the engine refuses to make it so` }
}

/** As Engine 28.5 says it, and 20.10. By itself an engine has addresses for 31 networks. */
const noAddressLeft = /predefined address pools have been fully subnetted|could not find an available, non-overlapping/

function entryOf({ action }: Step, project: Project): Path | undefined {
  if (action.do === 'create-network') {
    const key = [...project.networks.keys()].find((one) => networkName(project, one) === action.network)
    return key === undefined ? undefined : ['networks', key]
  }
  if (action.do !== 'create-volume') return undefined
  const key = [...project.volumes.keys()].find((one) => volumeName(project, one) === action.volume)
  return key === undefined ? undefined : ['volumes', key]
}

/** Shorter values stand in too many words by chance. */
const shortest = 4

/** The place of the value that the message repeats. */
function quotedIn(node: Node, message: string): Origin | undefined {
  if (node.kind === 'scalar') {
    const text = String(node.value)
    return text.length >= shortest && message.includes(text) ? node.at : undefined
  }
  const inner = node.kind === 'seq' ? node.items : [...node.entries.keys()].flatMap((key) => child(node, key) ?? [])
  for (const one of inner) {
    const at = quotedIn(one, message)
    if (at !== undefined) return at
  }
  return undefined
}
