import { isReference } from '../../attributes/service/image.ts'
import type { ObservedImage } from '../../plan/observed.ts'
import type { Surroundings } from '../credentials/docker-config.ts'
import { EngineError, type EngineVersion, type ImageDetail, type Images } from '../port.ts'
import { familiar, pathSegments, readReference } from '../reference.ts'
import type { Endpoint } from '../transport/endpoint.ts'
import { anything, listOf, mapOf, maybe, number, record, text } from '../transport/form.ts'
import type { Transport } from '../transport/transport.ts'
import { asMap } from './as-map.ts'

interface Listed {
  readonly Id: string
  readonly RepoTags: readonly string[] | null
  readonly RepoDigests: readonly string[] | null
  readonly Labels: Readonly<Record<string, string>> | null
  readonly Created: number
}

const images = listOf(
  record<Listed>({
    Id: text,
    RepoTags: maybe(listOf(text)),
    RepoDigests: maybe(listOf(text)),
    Labels: maybe(mapOf(text)),
    Created: number,
  }),
)

interface Inspected {
  readonly Id: string
  readonly Created?: string | null
  readonly Size?: number | null
  readonly Metadata?: { readonly LastTagTime?: string | null } | null
  readonly Os?: string | null
  readonly Architecture?: string | null
  readonly Variant?: string | null
  readonly Config?: InspectedConfig | null
}

interface InspectedConfig {
  readonly Labels?: Readonly<Record<string, string>> | null
  readonly Volumes?: Readonly<Record<string, unknown>> | null
  readonly Healthcheck?: { readonly Test?: readonly string[] | null } | null
}

const config = record<InspectedConfig>({
  Labels: maybe(mapOf(text)),
  Volumes: maybe(mapOf(anything)),
  Healthcheck: maybe(record({ Test: maybe(listOf(text)) })),
})

const inspected = record<Inspected>({
  Id: text,
  Created: maybe(text),
  Size: maybe(number),
  Metadata: maybe(record({ LastTagTime: maybe(text) })),
  Os: maybe(text),
  Architecture: maybe(text),
  Variant: maybe(text),
  Config: maybe(config),
})

/** What the calls on images need besides the connection. */
export interface ImageContext {
  readonly version: () => Promise<EngineVersion>
  readonly surroundings: Surroundings
  readonly endpoint: Pick<Endpoint, 'address' | 'from'>
}

/** Images over HTTP. Pulling and building are loaded when they are asked for. */
export function imagesOf(transport: Transport, context: ImageContext): Images {
  const inspect = (reference: string): Promise<ImageDetail | undefined> => inspectImage(transport, reference)
  let builds: Promise<Images['build']> | undefined
  const find: Images['find'] = async (references) => findImages(transport, references, await context.version())
  return {
    find,
    inspect,
    labelled: async (labels) => {
      const listed = await list(transport, { label: labels })
      return listed.map(({ Id, RepoTags, Labels }) => ({ id: Id, tags: named(RepoTags), labels: asMap(Labels) }))
    },
    digest: async (reference) => {
      const { registryDigest } = await import('./digest.ts')
      return registryDigest(transport, reference, context.surroundings)
    },
    pull: async (reference, options) => {
      const { pullImage } = await import('./pull.ts')
      const { surroundings } = context
      return pullImage(transport, reference, { ...options, surroundings, inspect: () => inspect(reference) })
    },
    push: async (reference, options) => {
      const { pushImage } = await import('./push.ts')
      return pushImage(transport, reference, { ...options, surroundings: context.surroundings })
    },
    build: async (build, options) => {
      builds ??= import('../build/builds.ts').then(({ buildsOver }) => buildsOver(transport, { ...context, find }))
      return await (
        await builds
      )(build, options)
    },
    remove: async (reference, { parents = 'remove' } = {}) => {
      const operation = `remove image ${reference}`
      const path = `${pathOf(reference)}${parents === 'keep' ? '?noprune=1' : ''}`
      await transport.answer({ operation, method: 'DELETE', path, accept: [404] })
    },
  }
}

async function findImages(
  transport: Transport,
  references: readonly string[],
  { kind }: EngineVersion,
): Promise<ReadonlyMap<string, ObservedImage>> {
  const [only, ...others] = new Set(references)
  if (only === undefined) return new Map()
  if (others.length === 0 && kind !== 'podman') return await findImage(transport, only)
  // The engine refuses the whole question for one name that is none; there is no such image.
  const names = references.filter((one) => isReference(one) && readReference(one) !== undefined).map(familiar)
  // Podman 4.3 knows what was built or loaded as localhost/NAME, and its filter does not find it by NAME.
  const filters = kind === 'podman' ? {} : { reference: [...new Set(names)] }
  const listed = names.length === 0 ? [] : await list(transport, filters)
  const byName = new Map(listed.flatMap((image) => namesOf(image).map((name) => [name, observed(image)] as const)))
  const found = await Promise.all(
    references.map(async (reference) => {
      const image =
        byName.get(familiar(reference)) ?? (mayBeId(reference) ? await inspectImage(transport, reference) : undefined)
      return image ? ([[reference, image]] as const) : []
    }),
  )
  return new Map(found.flat())
}

/** One image is asked for by itself: for a list the engine (28.5, observed) looks at all that it has, 11 ms where these are 300. */
async function findImage(transport: Transport, reference: string): Promise<ReadonlyMap<string, ObservedImage>> {
  if (!isReference(reference) || readReference(reference) === undefined) return new Map()
  const image = await inspectImage(transport, reference)
  return new Map(image && [[reference, image]])
}

/** Ids are in no list, and a digest is in none where the engine keeps images in containerd. */
function mayBeId(reference: string): boolean {
  return /^(sha256:)?[0-9a-f]{4,64}$/.test(reference) || reference.includes('@')
}

function namesOf({ RepoTags, RepoDigests }: Listed): string[] {
  return [...named(RepoTags), ...named(RepoDigests)]
}

/** Engine 20.10 lists an image without a name as `<none>:<none>`. */
function named(names: readonly string[] | null): string[] {
  return (names ?? []).filter((name) => !name.startsWith('<none>')).map(shown)
}

/** Podman lists full names: `docker.io/library/busybox:latest`, and `localhost/built:latest` for what was built. */
function shown(name: string): string {
  return familiar(name.replace(/^localhost\//, ''))
}

async function list(
  transport: Transport,
  filters: Readonly<Record<string, readonly string[]>>,
): Promise<readonly Listed[]> {
  const query = { filters: JSON.stringify(filters) }
  return await transport.json({ operation: 'list images', method: 'GET', path: '/images/json', query }, images)
}

async function inspectImage(transport: Transport, reference: string): Promise<ImageDetail | undefined> {
  const request = { operation: `inspect image ${reference}`, method: 'GET', path: `${pathOf(reference)}/json` } as const
  try {
    return detail(await transport.json(request, inspected))
  } catch (error) {
    if (error instanceof EngineError && error.status === 404) return undefined
    throw error
  }
}

function pathOf(reference: string): string {
  return `/images/${pathSegments(reference)}`
}

function observed({ Id, Labels, Created }: Listed): ObservedImage {
  return { id: Id, labels: asMap(Labels), created: Created }
}

function detail({ Id, Created, Os, Architecture, Variant, Config, Size, Metadata }: Inspected): ImageDetail {
  const healthcheck = Config?.Healthcheck?.Test
  const taggedAt = Metadata?.LastTagTime ?? ''
  return {
    id: Id,
    labels: asMap(Config?.Labels),
    ...(Created && { created: Math.floor(Date.parse(Created) / 1000) }),
    os: Os ?? '',
    architecture: Architecture ?? '',
    variant: Variant ?? '',
    volumes: Object.keys(Config?.Volumes ?? {}),
    ...(healthcheck && { healthcheck }),
    size: Size ?? 0,
    // Go's zero time.
    ...(taggedAt !== '' && !taggedAt.startsWith('0001-') && { taggedAt }),
    ...(Created && { createdAt: Created }),
  }
}
