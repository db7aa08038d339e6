import { isAbsolute } from 'node:path'
import { isRemoteContext } from '../../attributes/service/build.ts'
import type { BuildSpec } from '../../plan/step.ts'
import { attestationsOf, entitlementsOf, hostsOf, platformsOf } from '../build/bake-definition.ts'
import type { Shared } from './files.ts'
import { cacheAttributes, isOfGitHub } from './unsolvable.ts'
import { message, textFields, type Value } from './wire.ts'

/** Where BuildKit finds what it builds from. */
export interface Sources {
  /** The Dockerfile's name in the folder `dockerfile`, or in the remote context. */
  readonly filename: string
  /** Folders that the session offers, by the names that the request calls them by. */
  readonly shared: ReadonlyMap<string, Shared>
}

/** The context and further contexts that are folders here; the Dockerfile's own files are given. */
export function sharedBy(build: BuildSpec, dockerfile: ReadonlyMap<string, string> | undefined): Sources['shared'] {
  const folders = [...(build.contexts ?? [])].filter(([, value]) => typeof value === 'string' && isAbsolute(value))
  return new Map<string, Shared>([
    ...(isRemoteContext(build.context) ? [] : [['context', { kind: 'folder', path: build.context }] as const]),
    ...(dockerfile === undefined ? [] : [['dockerfile', { kind: 'files', texts: dockerfile }] as const]),
    ...folders.map(([name, value]) => [localName(name), { kind: 'folder', path: value as string }] as const),
  ])
}

function localName(context: string): string {
  return `context:${context}`
}

/** `moby.buildkit.v1.SolveRequest`: the Dockerfile frontend with its attributes, and an image for the engine. */
export function solveRequest(
  build: BuildSpec,
  sources: Sources,
  ids: { readonly ref: string; readonly session: string },
): Buffer {
  const { cacheFrom = [], cacheTo = [] } = effective(build)
  const caches = [
    ...cacheTo.map((text) => [4, cacheEntry(text)] as const),
    ...cacheFrom.map((text) => [5, cacheEntry(text)] as const),
  ]
  return message([
    [1, ids.ref],
    [3, 'moby'],
    ...textFields(4, new Map([['name', tagsOf(build).join(',')]])),
    [5, ids.session],
    [6, 'dockerfile.v0'],
    ...textFields(7, attributesOf(build, sources)),
    [8, message(caches)],
    ...allowed(build).map((entitlement): [number, Value] => [9, entitlement]),
  ])
}

function tagsOf({ name, tags }: BuildSpec): readonly string[] {
  return [...new Set([...tags, name])]
}

function allowed(build: BuildSpec): readonly string[] {
  return [...new Set([...entitlementsOf(build), ...(build.network === 'host' ? ['network.host'] : [])])]
}

/** The attributes of the Dockerfile frontend, as buildx 0.29 writes them for the engine's own BuildKit. */
export function attributesOf(build: BuildSpec, { filename, shared }: Sources): ReadonlyMap<string, string> {
  const { network = '', ulimits = [], noCacheFilter = [] } = build
  const { cacheFrom = [] } = effective(build)
  const noCache = build.noCache === true ? '' : noCacheFilter.length > 0 ? noCacheFilter.join(',') : undefined
  const hosts = [...hostsOf(build)].flatMap(([host, addresses]) => addresses.split(',').map((one) => `${host}=${one}`))
  const attributes: readonly (readonly [string, string | undefined])[] = [
    ['filename', filename],
    ['context', isRemoteContext(build.context) ? build.context : undefined],
    ['dockerfilekey', isRemoteContext(build.context) && shared.has('dockerfile') ? 'dockerfile' : undefined],
    ['target', build.target],
    ['no-cache', noCache],
    ['platform', platformsOf(build)?.join(',')],
    ['image-resolve-mode', build.pull === true ? 'pull' : 'local'],
    // The frontend reads from caches that it is told of itself; those of the request are for builds without one.
    ['cache-imports', cacheFrom.length > 0 ? JSON.stringify(cacheFrom.map(cacheImport)) : undefined],
    ['force-network-mode', network === '' || network === 'default' ? undefined : network],
    ['add-hosts', hosts.length > 0 ? hosts.join(',') : undefined],
    ['shm-size', build.shmSize === undefined ? undefined : String(build.shmSize)],
    ['ulimit', ulimits.length > 0 ? ulimits.map(limit).join(',') : undefined],
    ...[...build.args].map(([key, value]) => [`build-arg:${key}`, value ?? undefined] as const),
    ...[...build.labels].map(([key, value]) => [`label:${key}`, value] as const),
    ...[...(build.contexts ?? [])].map(([name, value]) => [`context:${name}`, contextText(name, value)] as const),
    ...attestationsOf(build).map((text) => attestation(text)),
  ]
  return new Map(attributes.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])))
}

/** `name=both` is written out. */
function limit(text: string): string {
  return text.includes(':') ? text : text.replace(/=(.*)$/, '=$1:$1')
}

/** An image that was built just before is one of the engine's; a folder comes by the session. */
function contextText(name: string, value: string | BuildSpec): string {
  if (typeof value !== 'string') return `docker-image://${value.name}`
  return isAbsolute(value) ? `local:${localName(name)}` : value
}

/** `type=provenance,mode=max` is `attest:provenance` = `mode=max`. */
function attestation(text: string): readonly [string, string] {
  const [, type = '', rest = ''] = /^type=([^,]*),?(.*)$/.exec(text) ?? []
  return [`attest:${type}`, rest]
}

/** Without caches that are nothing here. */
function effective({ cacheFrom = [], cacheTo = [] }: BuildSpec): Pick<BuildSpec, 'cacheFrom' | 'cacheTo'> {
  const used = (caches: readonly string[]): readonly string[] => caches.filter((cache) => !isOfGitHub(cache))
  return { cacheFrom: used(cacheFrom), cacheTo: used(cacheTo) }
}

function cacheImport(text: string): object {
  const { type, attributes } = cacheOf(text)
  return { Type: type, Attrs: Object.fromEntries(attributes) }
}

function cacheEntry(text: string): Buffer {
  const { type, attributes } = cacheOf(text)
  return message([[1, type], ...textFields(2, attributes)])
}

function cacheOf(text: string): { readonly type: string; readonly attributes: ReadonlyMap<string, string> } {
  const attributes = new Map(cacheAttributes(text))
  const type = attributes.get('type') ?? 'registry'
  attributes.delete('type')
  return { type, attributes }
}
