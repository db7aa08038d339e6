import type { BuildSpec } from '../../plan/step.ts'
import { csvFields } from './csv.ts'

/** Caches that need nothing of the user's side but credentials. */
const caches = ['registry', 'inline']

/** The attributes of a build, and of those that it builds on, that need buildx even where BuildKit is spoken to directly. */
export function unsolvable(build: BuildSpec): readonly string[] {
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
  ]
  const along = others.flatMap((value) => (typeof value === 'string' ? [] : unsolvable(value)))
  return [...new Set([...reasons.flatMap(([is, name]) => (is ? [name] : [])), ...along])]
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
