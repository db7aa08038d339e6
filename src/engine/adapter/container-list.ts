import { label } from '../../model/labels.ts'
import type { ObservedContainer, ObservedMount } from '../../plan/observed.ts'
import { type Form, listOf, mapOf, maybe, record, text } from '../transport/form.ts'
import type { Transport } from '../transport/transport.ts'
import { asMap } from './as-map.ts'
import { readStatusText, stateOf } from './status-text.ts'

/** An entry of `GET /containers/json`, as far as muster reads it. */
export interface ListedContainer {
  readonly Id: string
  readonly Names: readonly string[] | null
  readonly ImageID: string
  readonly State: string
  readonly Status: string
  readonly Labels: Readonly<Record<string, string>> | null
  readonly NetworkSettings?: { readonly Networks: Readonly<Record<string, Endpoint | null>> | null } | null
  readonly Mounts?: readonly Mounted[] | null
}

interface Endpoint {
  readonly NetworkID: string
}

interface Mounted {
  readonly Type?: string | null
  readonly Name?: string | null
  readonly Source?: string | null
  readonly Destination: string
}

const mounted = record<Mounted>({ Type: maybe(text), Name: maybe(text), Source: maybe(text), Destination: text })

/** The forms of what is read of an entry. */
export const listedFields: { readonly [K in keyof ListedContainer]-?: Form<ListedContainer[K]> } = {
  Id: text,
  Names: maybe(listOf(text)),
  ImageID: text,
  State: text,
  Status: text,
  Labels: maybe(mapOf(text)),
  NetworkSettings: maybe(record({ Networks: maybe(mapOf(maybe(record<Endpoint>({ NetworkID: text })))) })),
  Mounts: maybe(listOf(mounted)),
}

const listed = record<ListedContainer>(listedFields)

/** Containers in every state that carry all the labels. One request. */
export async function listContainers(
  transport: Transport,
  labels: readonly string[],
): Promise<readonly ObservedContainer[]> {
  return (await askForContainers(transport, labels, listed)).map(observed)
}

/** The same, as the engine's list tells of them. */
export async function askForContainers<T extends ListedContainer>(
  transport: Transport,
  labels: readonly string[],
  form: Form<T>,
): Promise<readonly T[]> {
  const query = { all: 1, filters: JSON.stringify({ label: labels }) }
  const request = { operation: 'list containers', method: 'GET', path: '/containers/json', query } as const
  return await transport.json(request, listOf(form))
}

/** What the list tells of a container; nothing of it needs an inspect. */
export function observed(listed: ListedContainer): ObservedContainer {
  const labels = asMap(listed.Labels)
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
      Object.entries(listed.NetworkSettings?.Networks ?? {}).map(([name, endpoint]) => [
        name,
        endpoint?.NetworkID ?? '',
      ]),
    ),
    mounts: (listed.Mounts ?? []).map(mount),
  }
}

/** A container that others link to is listed with `/other/alias` too. */
function nameIn(names: readonly string[]): string {
  const own = names.find((name) => name.lastIndexOf('/') <= 0) ?? names[0] ?? ''
  return own.replace(/^\//, '')
}

function mount({ Type, Name, Source, Destination }: Mounted): ObservedMount {
  return {
    type: Type ?? (Name ? 'volume' : 'bind'),
    target: Destination,
    ...(Name && { name: Name }),
    ...(Source && { source: Source }),
  }
}
