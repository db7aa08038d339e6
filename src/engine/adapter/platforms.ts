import { architectureOf } from '../../model/platform.ts'
import { type Found, registryHeader } from '../credentials/registry.ts'
import type { EngineError, ImageDetail } from '../port.ts'
import { pathSegments } from '../reference.ts'
import { listOf, maybe, record, text } from '../transport/form.ts'
import type { Transport } from '../transport/transport.ts'

interface Platform {
  readonly os?: string | null
  readonly architecture?: string | null
  readonly variant?: string | null
}

const platform = record<Platform>({ os: maybe(text), architecture: maybe(text), variant: maybe(text) })

interface Offer {
  readonly Platforms?: readonly Platform[] | null
}

const offer = record<Offer>({ Platforms: maybe(listOf(platform)) })

interface Refused {
  readonly error: EngineError
  readonly found: Found
  readonly platform: string | undefined
}

/**
 * Why there is no variant of an image for a platform, with those that the registry offers (`GET /distribution`); undefined
 * when the error is another one. The words are those of Docker Engine 28.5.
 */
export async function notOffered(
  transport: Transport,
  reference: string,
  { error, found, platform }: Refused,
): Promise<string | undefined> {
  const [, wanted] = /no matching manifest for (\S+) in the manifest list/.exec(error.message) ?? []
  if (wanted === undefined) return undefined
  const offered = await offeredPlatforms(transport, reference, found).catch(() => [])
  const others = offered.length === 0 ? 'other platforms only' : `${offered.join(', ')} only`
  const remedy =
    platform === undefined
      ? 'set `platform:` to one that this machine can run, or use another image'
      : 'correct `platform:` (or DOCKER_DEFAULT_PLATFORM), or use another image'
  return `image ${reference} has no variant for ${platform ?? wanted}: the registry has it for ${others}; ${remedy}`
}

/** The platform of an image that is not the one that was asked for (`os[/arch[/variant]]`); undefined where it fits. */
export function otherPlatform(wanted: string, image: ImageDetail | undefined): string | undefined {
  if (image === undefined || image.os === '') return undefined
  const [os = '', architecture = '', variant = ''] = wanted.toLowerCase().split('/')
  const fits =
    os === image.os &&
    (architecture === '' || architectureOf(architecture) === image.architecture) &&
    (variant === '' || image.variant === '' || variant === image.variant)
  return fits ? undefined : textOf(image)
}

function textOf({ os, architecture, variant }: Platform): string {
  return [os, architecture, variant].filter(Boolean).join('/')
}

async function offeredPlatforms(transport: Transport, reference: string, found: Found): Promise<readonly string[]> {
  const operation = `look up ${reference}`
  const path = `/distribution/${pathSegments(reference)}/json`
  const headers = found.credentials ? { 'X-Registry-Auth': registryHeader(found.credentials) } : {}
  const { Platforms } = await transport.json({ operation, method: 'GET', path, headers }, offer)
  // Attestations have a platform of their own.
  return [...new Set((Platforms ?? []).map(textOf).filter((text) => !text.startsWith('unknown')))]
}
