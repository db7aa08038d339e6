import { label } from '../model/labels.ts'
import { emptyingName, restorationName } from '../model/names.ts'
import type { Observed, ObservedContainer, ObservedImage, ObservedNetwork, ObservedVolume } from '../plan/observed.ts'
import type { Engine } from './port.ts'

/** What a project uses, by the engine's names. */
export interface Wanted {
  readonly project: string
  readonly networks: readonly string[]
  readonly volumes: readonly string[]
  readonly images: readonly string[]
  /** Those images whose platform matters: one more request for each. */
  readonly platforms?: readonly string[]
  /** Those images whose age matters: the same. */
  readonly dated?: readonly string[]
}

/** What of a look does not depend on the project: it can be asked for while files are read. */
export interface Glance {
  readonly networks: Promise<readonly ObservedNetwork[]>
  readonly volumes: Promise<readonly ObservedVolume[]>
}

/** Asks for it. Who never waits for the answers need not mind that they fail. */
export function glance(engine: Engine): Glance {
  const [networks, volumes] = [engine.networks.list(), engine.volumes.list()]
  for (const answer of [networks, volumes]) answer.catch(() => undefined)
  return { networks, volumes }
}

/**
 * One look at the engine: the lists of containers, networks, volumes and images, side by side. Four requests (and the
 * ping, when it is the first one), whatever the number of services; an image that is named by id or digest may cost one more.
 */
export async function observe(engine: Engine, wanted: Wanted, seen: Glance = glance(engine)): Promise<Observed> {
  const own = `${label.project}=${wanted.project}`
  const [{ api, kind }, containers, networks, volumes, images] = await Promise.all([
    engine.version(),
    engine.containers.list([own]),
    seen.networks,
    seen.volumes,
    imagesOf(engine, wanted),
  ])
  const isOf = ({ labels }: ObservedNetwork | ObservedVolume): boolean => labels.get(label.project) === wanted.project
  const [networkNames, volumeNames] = [
    new Set(wanted.networks),
    new Set([...wanted.volumes, restorationName(wanted.project), emptyingName(wanted.project)]),
  ]
  return {
    engine: kind,
    apiVersion: api,
    containers: containers.map((container) => withNetworkIds(container, networks)),
    networks: Map.groupBy(
      networks.filter((network) => networkNames.has(network.name) || isOf(network)),
      ({ name }) => name,
    ),
    subnets: networks.flatMap(({ subnets = [] }) => subnets),
    volumes: new Map(
      volumes.filter((volume) => volumeNames.has(volume.name) || isOf(volume)).map((volume) => [volume.name, volume]),
    ),
    images,
  }
}

/** Podman (4.3, observed) tells a container's networks by name where the id is due. */
function withNetworkIds(container: ObservedContainer, all: readonly ObservedNetwork[]): ObservedContainer {
  if ([...container.networks].every(([name, id]) => name !== id)) return container
  const idOf = (name: string, id: string): string => (id === name ? all.find((n) => n.name === name)?.id : id) ?? id
  return { ...container, networks: new Map([...container.networks].map(([name, id]) => [name, idOf(name, id)])) }
}

async function imagesOf({ images }: Engine, wanted: Wanted): Promise<ReadonlyMap<string, ObservedImage>> {
  const found = await images.find([...new Set(wanted.images)])
  const { platforms = [], dated = [] } = wanted
  const asked = new Set([...platforms, ...dated].filter((reference) => found.has(reference)))
  if (asked.size === 0) return found
  const details = await Promise.all(
    [...asked].map(async (reference) => [reference, await images.inspect(reference)] as const),
  )
  return new Map([
    ...found,
    ...details.flatMap(([reference, detail]) => {
      const known = found.get(reference)
      if (known === undefined || detail === undefined) return []
      const { os, architecture, variant, taggedAt } = detail
      const platform = platforms.includes(reference) ? { platform: { os, architecture, variant } } : {}
      const tagged = taggedAt === undefined ? {} : { tagged: Math.floor(Date.parse(taggedAt) / 1000) }
      return [[reference, { ...known, ...platform, ...tagged }] as const]
    }),
  ])
}
