import type { BuildSpec } from '../../plan/step.ts'
import { isOlder } from '../transport/version.ts'
import { csvFields } from './csv.ts'

/** Caches that need nothing of the user's side but credentials. */
const caches = ['registry', 'inline']

/** Engine 23. The BuildKit of Engine 20.10.24 passes over some attributes without a word, and takes a context for an image of Docker Hub. */
const knowing = '1.42'

/** The API version of the engine, and the user's variables. */
export interface BuildPlace {
  readonly api: string
  readonly env: ReadonlyMap<string, string>
}

/**
 * The attributes of a build, and of those that it builds on, that need buildx even where BuildKit is spoken to directly, by
 * such an engine.
 */
export function unsolvable(build: BuildSpec, where: BuildPlace): readonly string[] {
  const { cacheFrom = [], cacheTo = [], contexts, output, pull, builder = '' } = build
  const others = [...(contexts?.values() ?? [])]
  const reasons: readonly (readonly [boolean, string])[] = [
    [cacheFrom.some((cache) => isForeign(cache, where)), 'cache_from of this type'],
    [cacheTo.some((cache) => isForeign(cache, where)), 'cache_to of this type'],
    [others.some((value) => typeof value === 'string' && value.startsWith('oci-layout:')), 'an oci-layout context'],
    [pull === true && others.some((value) => typeof value !== 'string'), 'pull beside the image of another service'],
    [output === 'registry', '--push of several platforms'],
    [builder !== '', '--builder'],
    ...(isOlder(where.api, knowing) ? beyondOldEngines(build) : []),
  ]
  const along = others.flatMap((value) => (typeof value === 'string' ? [] : unsolvable(value, where)))
  return [...new Set([...reasons.flatMap(([is, name]) => (is ? [name] : [])), ...along])]
}

function beyondOldEngines(build: BuildSpec): readonly (readonly [boolean, string])[] {
  const { contexts, ulimits, shmSize, provenance = 'false', sbom = 'false' } = build
  const of = (name: string): string => `${name} on an engine before 23`
  return [
    [(contexts?.size ?? 0) > 0, of('additional_contexts')],
    [ulimits !== undefined, of('ulimits')],
    [shmSize !== undefined, of('shm_size')],
    [!/^(?:|0|f|false)$/i.test(provenance), of('provenance')],
    [!/^(?:|0|f|false)$/i.test(sbom), of('sbom')],
  ]
}

function isForeign(cache: string, { env }: BuildPlace): boolean {
  if (isOfGitHub(cache)) return (env.get('ACTIONS_RUNTIME_TOKEN') ?? '') !== ''
  return !caches.includes(cacheAttributes(cache).get('type') ?? '')
}

/** A cache of GitHub Actions: nothing outside of a job there, where buildx 0.29 passes over it, too. */
export function isOfGitHub(cache: string): boolean {
  return cacheAttributes(cache).get('type') === 'gha'
}

/** What a cache says of itself, its type among it. A text without attributes names an image of a registry. */
export function cacheAttributes(text: string): ReadonlyMap<string, string> {
  const fields = text.includes('=') ? csvFields(text) : ['type=registry', `ref=${text}`]
  return new Map(
    fields.map((field) => {
      const [, key = field, value = ''] = /^([^=]*)=([^]*)$/.exec(field) ?? []
      return [key.trim().toLowerCase(), value]
    }),
  )
}
