import type { Attribute } from '../attributes/kinds/attribute.ts'
import { Refusal } from '../attributes/kinds/refuse.ts'
import type { ResolvedFile, Translation } from '../attributes/kinds/translation.ts'
import { type Service, service as fields } from '../attributes/service.ts'
import { connectDraft } from '../attributes/service/endpoints.ts'
import { refuseFilesInReadOnly } from '../attributes/service/file-reference.ts'
import { ComposeError } from '../source/diagnostic.ts'
import { nodeAt } from '../source/node.ts'
import type { ContainerBody, ContainerDraft, ContainerSpec } from '../spec.ts'
import { contentOf, type Store } from './content.ts'
import { contentsDigest } from './contents-digest.ts'
import { fieldDigests } from './field-digests.ts'
import { hashedFields } from './hash.ts'
import { hashWithIds } from './ids.ts'
import type { Inherited } from './inherited.ts'
import { compactJson } from './json.ts'
import { containerLabels, label } from './labels.ts'
import { containerName, imageName, networkName, volumeName } from './names.ts'
import { planValues } from './plan-value.ts'
import { originOf, type Project } from './project.ts'
import { masked } from './shown-value.ts'

/** Which container of a service, and what must be known of others to describe it. */
export interface Place {
  readonly number: number
  readonly apiVersion: string
  /** Names of the containers of another service, lowest number first; never empty. */
  readonly namesOf: (service: string) => readonly [string, ...string[]]
  /** Name of the container that this one replaces, without the project's prefix. */
  readonly replaces?: string
  readonly inherited?: readonly Inherited[]
  /** The container is a one-off, with its own labels and, unless asked for, without the service's aliases. */
  readonly oneOff?: { readonly slug: string; readonly useAliases: boolean }
  /** Id of the service's image; absent while it has to be pulled or built first. */
  readonly imageId?: string
  /** Given where several containers of the service are described. */
  readonly common?: CommonText
}

/** What is the same in all containers of a service, as long as the containers that it refers to are the same. */
export interface CommonText {
  readonly hashInput: string
  /** As long as no id is known. */
  readonly configHash: string
  readonly contents: string | undefined
  readonly fields: string
}

/** Digests are the larger part of describing a container. */
export function commonText(project: Project, service: Service, namesOf: Place['namesOf']): CommonText {
  const hashed = hashedFields(service, (other) => namesOf(other)[0])
  const hashInput = compactJson(hashed)
  return {
    hashInput,
    configHash: hashWithIds(hashInput, new Map()),
    contents: contentsDigest(project, service),
    fields: fieldDigests(hashed, hiddenIn(project, service)),
  }
}

/**
 * The container of a service as the engine's create payload, equal to docker compose 2.40.3's. Every attribute writes
 * its own part. The image id label is filled in when the image is there; ids of other containers too (R-06, R-32).
 */
export function containerSpec(project: Project, service: Service, place: Place): ContainerSpec {
  const name = containerName(project, service, place.number)
  const to = translation(project, service, { ...place, name })
  const { draft, connect } = located(project, () => {
    const translated = translate(service, to)
    return { draft: translated, connect: connectDraft(service, translated, to) }
  })
  const {
    hashInput,
    configHash,
    contents,
    fields: digests,
  } = place.common ?? commonText(project, service, place.namesOf)
  const needsIdsOf = [
    ...new Set([...hashInput.matchAll(/\$\{container:([^}]+)\}/g)].map(([, container = '']) => container)),
  ]
  return {
    name,
    service: service.name,
    number: place.number,
    ...(draft.platform === undefined ? {} : { platform: draft.platform }),
    body: {
      ...draft.body,
      Image: imageName(project, service),
      Labels: {
        ...draft.body.Labels,
        ...containerLabels(project, service, place),
        [label.configHash]: configHash,
        ...(place.imageId === undefined ? {} : { [label.image]: place.imageId }),
        ...(contents === undefined ? {} : { [label.contents]: contents }),
        [label.fields]: digests,
      },
    },
    connect,
    files: draft.files,
    needsIdsOf,
    ...(needsIdsOf.length === 0 ? {} : { hashInput }),
    inherited: place.inherited ?? [],
  }
}

/** What one attribute writes into the create payload of a service's container, and nothing else. For comparisons. */
export function payloadOf(
  project: Project,
  service: Service,
  of: { readonly key: string; readonly place: Place },
): ContainerBody {
  const draft: ContainerDraft = {
    body: { Labels: {}, HostConfig: {}, NetworkingConfig: { EndpointsConfig: {} } },
    files: [],
  }
  const field = new Map(Object.entries(fields) as [string, Attribute<unknown>][]).get(of.key)
  const value = (service as unknown as Record<string, unknown>)[of.key]
  const to = translation(project, service, { ...of.place, name: containerName(project, service, of.place.number) })
  if (value !== undefined) field?.translate?.(value, draft, to)
  return draft.body
}

function hiddenIn(project: Project, { name }: Service): (path: string) => boolean {
  const shown = planValues(project)
  return (path) => {
    const [field = '', ...key] = path.split('.')
    const node = nodeAt(project.tree, ['services', name, field, ...(key.length === 0 ? [] : [key.join('.')])])
    // What no file says was set by a provider or model runner, and may be a secret.
    return node === undefined ? field === 'environment' : shown(path, node) === masked
  }
}

/** What a translation refuses, with the place in the file. */
function located<T>(project: Project, make: () => T): T {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const at = originOf(project, error.path)
    throw at === undefined ? error : new ComposeError(error.diagnostics.map((found) => ({ ...found, at })))
  }
}

function translate(service: Service, to: Translation): ContainerDraft {
  const draft: ContainerDraft = {
    // docker compose attaches nothing at creation but says that outputs may be (2.40.3); it shows in `inspect`.
    body: {
      AttachStdout: true,
      AttachStderr: true,
      Labels: {},
      HostConfig: {},
      NetworkingConfig: { EndpointsConfig: {} },
    },
    files: [],
  }
  for (const [key, field] of Object.entries(fields) as [string, Attribute<unknown>][]) {
    const value = (service as unknown as Record<string, unknown>)[key]
    if (value !== undefined) field.translate?.(value, draft, to)
  }
  refuseFilesInReadOnly(draft, to)
  // Sent empty, not absent, by docker compose 2.40.3; `inspect` shows the difference.
  draft.body.HostConfig['PortBindings'] ??= {}
  draft.body.HostConfig['ExtraHosts'] ??= []
  return draft
}

function translation(project: Project, service: Service, place: Place & { readonly name: string }): Translation {
  return {
    apiVersion: place.apiVersion,
    project: project.name,
    service: service.name,
    container: place.name,
    network: (key) => networkName(project, key),
    volume: (key) => volumeName(project, key),
    containerOf: (other) => place.namesOf(other)[0],
    containersOf: place.namesOf,
    number: place.number,
    separator: project.separator,
    secret: (key) => resolvedFile(project, 'secrets', key),
    config: (key) => resolvedFile(project, 'configs', key),
    seccompProfile: (path) => project.seccompProfiles?.get(path),
    oneOff: place.oneOff !== undefined,
    useAliases: place.oneOff?.useAliases ?? true,
  }
}

function resolvedFile(project: Project, store: Store, key: string): ResolvedFile {
  const source = project[store].get(key) ?? {}
  const content = contentOf(project, store, key)
  return content === undefined ? { source } : { source, content }
}
