import { label } from '../../model/labels.ts'
import type { ObservedContainer, ObservedMount } from '../../plan/observed.ts'
import type { Transport } from '../transport/transport.ts'
import { mapOf } from './map-of.ts'
import { readStatusText, stateOf } from './status-text.ts'

/** An entry of `GET /containers/json`, as far as muster reads it. */
export interface ListedContainer {
  readonly Id: string
  readonly Names: readonly string[] | null
  readonly ImageID: string
  readonly State: string
  readonly Status: string
  readonly Labels: Readonly<Record<string, string>> | null
  readonly NetworkSettings?: { readonly Networks: Readonly<Record<string, { readonly NetworkID: string }>> | null }
  readonly Mounts?:
    | readonly {
        readonly Type?: string
        readonly Name?: string
        readonly Source?: string
        readonly Destination: string
      }[]
    | null
}

/** Containers in every state that carry all the labels. One request. */
export async function listContainers(
  transport: Transport,
  labels: readonly string[],
): Promise<readonly ObservedContainer[]> {
  return (await askForContainers<ListedContainer>(transport, labels)).map(observed)
}

/** The same, with everything that the engine's list tells of them. */
export async function askForContainers<T extends ListedContainer>(
  transport: Transport,
  labels: readonly string[],
): Promise<readonly T[]> {
  return await transport.json<readonly T[]>({
    operation: 'list containers',
    method: 'GET',
    path: '/containers/json',
    expects: 'list',
    query: { all: 1, filters: JSON.stringify({ label: labels }) },
  })
}

/** What the list tells of a container; nothing of it needs an inspect. */
export function observed(listed: ListedContainer): ObservedContainer {
  const labels = mapOf(listed.Labels)
  const [configHash, imageLabel] = [labels.get(label.configHash), labels.get(label.image)]
  return {
    id: listed.Id,
    name: nameIn(listed.Names ?? []),
    service: labels.get(label.service) ?? '',
    number: Number(labels.get(label.number) ?? 0) || 0,
    oneOff: labels.get(label.oneOff) === 'True',
    state: stateOf(listed.State),
    ...readStatusText(listed.Status),
    ...(configHash !== undefined && { configHash }),
    ...(imageLabel !== undefined && { imageLabel }),
    imageId: listed.ImageID,
    labels,
    networks: new Map(
      Object.entries(listed.NetworkSettings?.Networks ?? {}).map(([name, { NetworkID }]) => [name, NetworkID]),
    ),
    mounts: (listed.Mounts ?? []).map(mount),
  }
}

/** A container that others link to is listed with `/other/alias` too. */
function nameIn(names: readonly string[]): string {
  const own = names.find((name) => name.lastIndexOf('/') <= 0) ?? names[0] ?? ''
  return own.replace(/^\//, '')
}

function mount({ Type, Name, Source, Destination }: NonNullable<ListedContainer['Mounts']>[number]): ObservedMount {
  return {
    type: Type ?? (Name ? 'volume' : 'bind'),
    target: Destination,
    ...(Name && { name: Name }),
    ...(Source && { source: Source }),
  }
}
