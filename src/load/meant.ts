import { suggest } from '../source/suggest.ts'

/** The remedy for a name that does not exist: the one that was likely meant, else those there are, else `otherwise`. */
export function meant(written: string, names: Iterable<string>, otherwise?: string): { readonly fix?: string } {
  const near = suggest(written, names)
  if (near !== undefined) return { fix: `did you mean \`${near}\`?` }
  return otherwise === undefined ? {} : { fix: otherwise }
}
