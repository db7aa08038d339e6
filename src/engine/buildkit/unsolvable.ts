import type { BuildSpec } from '../../plan/step.ts'
import { isOlder } from '../version.ts'
import { csvFields } from './csv.ts'

/** Caches that need nothing of the user's side but credentials. */
const caches = ['registry', 'inline']

/** Engine 23. The BuildKit of Engine 20.10.24 passes over some attributes without a word, and takes a context for an image of Docker Hub. */
const knowing = '1.42'

/**
 * The attributes of a build, and of those that it builds on, that need buildx even where BuildKit is spoken to directly, by
 * an engine of this API version.
 */
export function unsolvable(build: BuildSpec, api: string): readonly string[] {
  const { cacheFrom = [], cacheTo = [], contexts, output, pull, builder = '' } = build
  const others = [...(contexts?.values() ?? [])]
  const reasons: readonly (readonly [boolean, string])[] = [
    [cacheFrom.some(isForeign), 'cache_from of this type'],
    [cacheTo.some(isForeign), 'cache_to of this type'],
    [others.some((value) => typeof value === 'string' && value.startsWith('oci-layout:')), 'an oci-layout context'],
    [pull === true && others.some((value) => typeof value !== 'string'), 'pull beside the image of another service'],
    [output === 'check', '--check'],
    [output === 'registry', '--push of several platforms'],
    [builder !== '', '--builder'],
    ...(isOlder(api, knowing) ? beyondOldEngines(build) : []),
  ]
  const along = others.flatMap((value) => (typeof value === 'string' ? [] : unsolvable(value, api)))
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

function isForeign(cache: string): boolean {
  return !caches.includes(cacheAttributes(cache).get('type') ?? '')
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
