import { artifactText, digests } from './artifact-name.ts'
import type { Repository } from './client.ts'
import { contentDigest } from './content-digest.ts'
import { annotation, type Descriptor, type Manifest, mediaType } from './media-types.ts'
import { RegistryError } from './registry-error.ts'

/** A project as it came from a registry: every byte is what the digest of its manifest stands for. */
export interface Artifact {
  /** Of the manifest: `sha256:…`. */
  readonly digest: string
  /** Files by name, `compose.yaml` among them. Each name is one of a plain file: no folder, nothing special. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** Bytes of a file at most and of all together, and how many there may be. */
const limits = { manifest: 4 << 20, file: 4 << 20, all: 32 << 20, files: 200 }

/**
 * Reads a published project (docker compose 2.40.3): compose files become one `compose.yaml` of several documents, what they
 * extend and env files keep their names. Checks before it hands out anything: digests, sizes and names.
 *
 * Rejects with RegistryError.
 */
export async function pullArtifact(from: Repository): Promise<Artifact> {
  const shown = artifactText(from.name)
  const { body } = await from.ask({
    method: 'GET',
    path: `manifests/${from.name.version}`,
    headers: { Accept: mediaType.manifest },
    limit: limits.manifest,
  })
  const digest = contentDigest(body)
  if (from.name.digest !== undefined && from.name.digest !== digest)
    throw new RegistryError(`${shown}: the registry sent something else (${digest}), which is not used`)
  const layers = layersOf(body, shown)
  // All names before the first byte of content.
  const named = layers.map((layer) => ({ layer, name: nameOf(layer, shown) }))
  if (layers.reduce((sum, { size }) => sum + size, 0) > limits.all)
    throw new RegistryError(`${shown}: its files are larger than ${limits.all} bytes together`)
  const compose: Uint8Array[] = []
  const files = new Map<string, Uint8Array>()
  for (const { layer, name } of named) {
    const content = await contentOf(from, layer)
    if (isProjectFile(layer)) compose.push(content)
    else if (files.has(name)) throw new RegistryError(`${shown}: two of its files are called ${JSON.stringify(name)}`)
    else files.set(name, content)
  }
  if (compose.length === 0) throw new RegistryError(`${shown} holds no compose file`)
  return { digest, files: new Map([['compose.yaml', joined(compose)], ...files]) }
}

function layersOf(body: Buffer, shown: string): readonly Descriptor[] {
  let manifest: Partial<Manifest> | null
  try {
    manifest = JSON.parse(body.toString('utf8')) as Partial<Manifest> | null
  } catch {
    throw new RegistryError(`${shown}: its manifest is not JSON`)
  }
  const type = manifest?.artifactType ?? manifest?.config?.mediaType
  if (type !== mediaType.project && type !== mediaType.oldConfig)
    throw new RegistryError(`${shown} is not a compose project OCI artifact, but ${JSON.stringify(type ?? 'an image')}`)
  const layers: unknown = manifest?.layers
  if (!Array.isArray(layers) || layers.length > limits.files || !layers.every(isDescriptor))
    throw new RegistryError(`${shown}: its manifest is malformed`)
  const known = [mediaType.composeFile, mediaType.envFile] as readonly string[]
  return layers.filter((layer) => known.includes(layer.mediaType))
}

function isDescriptor(value: unknown): value is Descriptor {
  if (typeof value !== 'object' || value === null) return false
  const { mediaType: type, digest, size, annotations = {} } = value as Partial<Record<keyof Descriptor, unknown>>
  return (
    typeof type === 'string' &&
    typeof digest === 'string' &&
    digests.test(digest) &&
    Number.isSafeInteger(size) &&
    typeof annotations === 'object' &&
    annotations !== null &&
    Object.values(annotations).every((text) => typeof text === 'string')
  )
}

function isProjectFile({ mediaType: type, annotations = {} }: Descriptor): boolean {
  return type === mediaType.composeFile && annotations[annotation.extends] !== 'true'
}

/** A hostile name would be a path (CVE-2025-62725), hide as an option, or be what a project reads by itself. */
const names = /^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/

function nameOf(layer: Descriptor, shown: string): string {
  const { annotations = {} } = layer
  if (isProjectFile(layer) && annotations[annotation.file] === undefined) return 'compose.yaml'
  const name = annotations[layer.mediaType === mediaType.envFile ? annotation.envFile : annotation.file] ?? ''
  const isSound = names.test(name) && !name.includes('..') && (isProjectFile(layer) || name !== 'compose.yaml')
  if (isSound) return name
  throw new RegistryError(
    `${shown}: it has a file with the name ${JSON.stringify(name.slice(0, 80))}, which is refused`,
  )
}

async function contentOf(from: Repository, { digest, size }: Descriptor): Promise<Uint8Array> {
  if (size < 0 || size > limits.file)
    throw new RegistryError(`a file of the project is larger than ${limits.file} bytes`)
  const { body } = await from.ask({ method: 'GET', path: `blobs/${digest}`, limit: limits.file })
  if (body.length === size && contentDigest(body) === digest) return body
  throw new RegistryError(`the registry sent something else for ${digest}, which is not used`)
}

/** In the form that docker compose 2.40.3 has in its cache. */
function joined(files: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), ...rest] = files
  const between = Buffer.from('\n---\n')
  return Buffer.concat([first, ...rest.flatMap((file) => [between, file])])
}
