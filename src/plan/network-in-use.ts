import { label } from '../model/labels.ts'
import { networkName } from '../model/names.ts'
import type { UpContext } from './context.ts'
import type { ObservedNetwork } from './observed.ts'

/**
 * The network that a key of the file stands for. Old engines allow several of one name (two commands that raced, R-57):
 * then the one that containers use, else the one of this project, else the one with the lowest id.
 */
export function networkInUse(
  { project, observed }: Pick<UpContext, 'project' | 'observed'>,
  key: string,
): ObservedNetwork | undefined {
  const name = networkName(project, key)
  const candidates = [...(observed.networks.get(name) ?? [])]
  const used = (network: ObservedNetwork): number =>
    observed.containers.filter((container) => container.networks.get(name) === network.id).length
  const ours = (network: ObservedNetwork): number => (network.labels.get(label.project) === project.name ? 1 : 0)
  return candidates.sort((a, b) => used(b) - used(a) || ours(b) - ours(a) || (a.id < b.id ? -1 : 1))[0]
}
