import type { Service } from '../attributes/service.ts'
import { sharedServices } from '../graph/graph.ts'
import { contentsChanged } from '../model/contents-digest.ts'
import { inlineContents } from '../model/contents.ts'
import { changedFields } from '../model/field-digests.ts'
import { acceptedHashInputs, hashedFields } from '../model/hash.ts'
import { hashWithIds } from '../model/ids.ts'
import { label } from '../model/labels.ts'
import { imageName, networkName, volumeName } from '../model/names.ts'
import { describeChanges } from './changes.ts'
import { containersOf, type UpContext } from './context.ts'
import type { Decided, Divergence } from './decided.ts'
import { networkInUse } from './network-in-use.ts'
import type { ObservedContainer } from './observed.ts'

/** The reason where a container carries no digests of its attributes: docker compose made it. */
export const configurationChanged = 'configuration changed'

export interface Background {
  readonly context: UpContext
  readonly decided: Decided
}

/** Why this container does not do for the service any more, or undefined when it does. */
export function divergence(service: Service, old: ObservedContainer, background: Background): Divergence | undefined {
  const { context } = background
  const { policy } = context
  const named = policy.targets.length === 0 || policy.targets.includes(service.name)
  const strategy = named ? policy.recreate : policy.recreateDependencies
  if (strategy === 'never') return undefined
  if (strategy === 'always') return { because: 'asked for' }
  const folder = old.labels.get(label.directory) ?? context.project.directory
  if (policy.foreign === 'recreate' && folder !== context.project.directory)
    return { because: `it belonged to ${folder}` }
  if (old.state === 'dead') return { because: 'its container is dead' }
  return (
    ofConfiguration(service, old, background) ??
    ofContents(service, old, context) ??
    ofImage(service, old, context) ??
    ofParents(service, background) ??
    ofNetworks(service, old, context) ??
    ofVolumes(service, old, context)
  )
}

function ofConfiguration(
  service: Service,
  old: ObservedContainer,
  { context, decided }: Background,
): Divergence | undefined {
  const names = (other: string): string => firstName(other, { context, decided })
  const ids = new Map([...sharedServices(service)].map((other) => [names(other), idOf(other, { context, decided })]))
  const accepted = acceptedHashInputs(service, names).map((input) => hashWithIds(input, ids))
  if (old.configHash !== undefined && accepted.includes(old.configHash)) return undefined
  if (parentsRenewed(service, decided).length > 0) return undefined
  const paths = changedFields(old.labels.get(label.fields), hashedFields(service, names))
  if (paths === undefined || paths.length === 0) return { because: configurationChanged }
  return { because: `${paths.join(', ')} changed`, changes: describeChanges(context.project, service, paths) }
}

/** Configs and secrets without a host file: docker compose 2.40.3 leaves the old content in the container. */
function ofContents(service: Service, old: ObservedContainer, { project }: UpContext): Divergence | undefined {
  if (!contentsChanged(project, service, old.labels.get(label.contents))) return undefined
  const names = [...new Set(inlineContents(project, service))]
  const which = names.length === 1 ? String(names[0]) : `one of ${names.join(', ')}`
  return { because: `the content of ${which} changed` }
}

function ofImage(service: Service, old: ObservedContainer, { project, observed }: UpContext): Divergence | undefined {
  const image = observed.images.get(imageName(project, service))
  if (image === undefined || old.imageLabel === undefined || image.id === old.imageLabel) return undefined
  return { because: 'image changed' }
}

/** Namespaces and `volumes_from` name the other container by its id, so they follow it. */
function ofParents(service: Service, { decided }: Background): Divergence | undefined {
  const [parent] = parentsRenewed(service, decided)
  return parent === undefined ? undefined : { because: `${parent} gets a new container, which it shares` }
}

function parentsRenewed(service: Service, decided: Decided): readonly string[] {
  return [...sharedServices(service)].filter((parent) => (decided.get(parent)?.slots[0]?.kind ?? 'keep') !== 'keep')
}

function ofNetworks(service: Service, old: ObservedContainer, context: UpContext): Divergence | undefined {
  if (service.network_mode !== undefined) return undefined
  for (const key of service.networks?.keys() ?? []) {
    const name = networkName(context.project, key)
    const id = networkInUse(context, key)?.id
    const connected = old.networks.get(name)
    // Whoever is on it is put on the new one; an interrupted up has taken others off already.
    if (context.renewedNetworks.has(key) && connected !== undefined) continue
    // A container that never ran knows its networks by name only.
    if (connected === undefined || (connected !== '' && id !== undefined && connected !== id))
      return { because: `not connected to network ${name}` }
    if (id === undefined && old.state !== 'created') return { because: `network ${name} is gone` }
  }
  return undefined
}

function ofVolumes(service: Service, old: ObservedContainer, context: UpContext): Divergence | undefined {
  for (const mount of service.volumes ?? []) {
    if (mount.type !== 'volume' || mount.source === undefined) continue
    const name = volumeName(context.project, mount.source)
    if (context.renewedVolumes.has(mount.source)) return { because: `volume ${name} is made anew` }
    if (!old.mounts.some((mounted) => mounted.name === name)) return { because: `volume ${name} is not mounted` }
  }
  return undefined
}

function firstName(service: string, background: Background): string {
  const slot = background.decided.get(service)?.slots[0]
  return slot?.name ?? containersOf(background.context.observed, service)[0]?.name ?? service
}

function idOf(service: string, { context, decided }: Background): string {
  const slot = decided.get(service)?.slots[0]
  if (slot?.kind === 'keep') return slot.old.id
  return containersOf(context.observed, service)[0]?.id ?? ''
}
