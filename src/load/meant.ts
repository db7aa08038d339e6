import { suggest } from '../source/suggest.ts'

/** The remedy for a name that does not exist: the one that was likely meant, else those there are, else `otherwise`. */
export function meant(written: string, names: Iterable<string>, otherwise?: string): { readonly fix?: string } {
  const near = suggest(written, names)
  if (near !== undefined) return { fix: `did you mean \`${near}\`?` }
  return otherwise === undefined ? {} : { fix: otherwise }
}

/** The same for a service: else those that there are, up to ten. */
export function meantService(written: string, names: Iterable<string>): { readonly fix?: string } {
  const known = [...names].filter((name) => name !== written)
  const listed = known.slice(0, 10).map((name) => `\`${name}\``)
  const rest = known.length > listed.length ? ', …' : ''
  if (listed.length === 0) return meant(written, known, 'define it, or correct the name')
  const all = `${listed.length === 1 ? 'the only other service is' : 'the services are'} ${listed.join(', ')}${rest}`
  return meant(written, known, all)
}
