import type { Repository } from './client.ts'
import { contentDigest } from './content-digest.ts'
import { annotation, type Descriptor, type Manifest, mediaType } from './media-types.ts'
import { RegistryError } from './registry-error.ts'

/** A file of a project that is published. */
export interface Layer {
  readonly mediaType: typeof mediaType.composeFile | typeof mediaType.envFile
  readonly annotations: Readonly<Record<string, string>>
  readonly content: Uint8Array
}

/** How a project is published. */
export interface Pushing {
  /** Absent: 1.1, and 1.0 where the registry does not take that (docker compose 2.40.3). */
  readonly version?: '1.0' | '1.1'
  /** RFC 3339. */
  readonly created: string
}

/** The docker compose whose artifacts these are. */
const composeVersion = '2.40.3'

/** Annotations of a layer with a compose file, or with one that another one extends. */
export function composeFileLayer(name: string, content: Uint8Array, role: 'project' | 'extended' = 'project'): Layer {
  const extended = role === 'extended' ? { [annotation.extends]: 'true' } : {}
  return {
    mediaType: mediaType.composeFile,
    annotations: { ...extended, [annotation.file]: name, [annotation.version]: composeVersion },
    content,
  }
}

/** The same for an env file. */
export function envFileLayer(name: string, content: Uint8Array): Layer {
  return {
    mediaType: mediaType.envFile,
    annotations: { [annotation.envFile]: name, [annotation.version]: composeVersion },
    content,
  }
}

/**
 * Sends the layers that the registry lacks, and the manifest. Resolves with its digest. Rejects with RegistryError.
 * The manifest has what docker compose 2.40.3 writes, with the contents inside for who reads only it.
 */
export async function pushArtifact(to: Repository, layers: readonly Layer[], pushing: Pushing): Promise<string> {
  const empty = Buffer.from('{}')
  await pushBlob(to, empty)
  for (const { content } of layers) await pushBlob(to, content)
  const [first = '1.1', second] = pushing.version === undefined ? (['1.1', '1.0'] as const) : [pushing.version]
  try {
    return await pushManifest(to, manifestOf(first, layers, pushing.created))
  } catch (error) {
    const { status = 0 } = error instanceof RegistryError ? error : {}
    const isOld = status >= 400 && status < 500 && status !== 401 && status !== 403
    if (second === undefined || !isOld) throw error
    return await pushManifest(to, manifestOf(second, layers, pushing.created))
  }
}

function manifestOf(version: '1.0' | '1.1', layers: readonly Layer[], created: string): Manifest {
  const type = version === '1.1' ? mediaType.emptyConfig : mediaType.oldConfig
  return {
    schemaVersion: 2,
    mediaType: mediaType.manifest,
    ...(version === '1.1' ? { artifactType: mediaType.project } : {}),
    config: described({ mediaType: type, content: Buffer.from('{}') }),
    layers: layers.map(described),
    annotations: { [annotation.created]: created },
  }
}

interface Described {
  readonly mediaType: string
  readonly content: Uint8Array
  readonly annotations?: Readonly<Record<string, string>>
}

function described(layer: Described): Descriptor {
  const { content, annotations } = layer
  return {
    mediaType: layer.mediaType,
    digest: contentDigest(content),
    size: content.length,
    ...(annotations === undefined ? {} : { annotations }),
    data: Buffer.from(content).toString('base64'),
  }
}

async function pushBlob(to: Repository, content: Uint8Array): Promise<void> {
  const digest = contentDigest(content)
  const there = await to.ask({ method: 'HEAD', path: `blobs/${digest}`, accept: [404] })
  if (there.status !== 404) return
  const { headers } = await to.ask({ method: 'POST', path: 'blobs/uploads/' })
  const { location } = headers
  if (location === undefined) throw new RegistryError(`registry ${to.name.registry} gives no place for an upload`)
  const path = `${location}${location.includes('?') ? '&' : '?'}digest=${encodeURIComponent(digest)}`
  await to.ask({ method: 'PUT', path, body: content, headers: { 'Content-Type': 'application/octet-stream' } })
}

async function pushManifest(to: Repository, manifest: Manifest): Promise<string> {
  const body = Buffer.from(JSON.stringify(manifest))
  const digest = contentDigest(body)
  const headers = { 'Content-Type': manifest.mediaType }
  await to.ask({ method: 'PUT', path: `manifests/${to.name.digest ?? to.name.version}`, body, headers })
  return digest
}
