import { posix } from 'node:path'

/** The side of a copy that is there, or is to come. */
export interface Place {
  readonly path: string
  readonly exists: boolean
  readonly folder: boolean
}

/** Where a tar goes, and what its first name becomes. */
export interface Arrangement {
  /** The folder to extract into. */
  readonly folder: string
  readonly rename?: { readonly from: string; readonly to: string }
}

/**
 * How `docker cp` lays a source out at a destination: into a folder that is there, else under the destination's own name;
 * a source that ends in `/.` is the content of a folder. Throws where a folder would replace a file, and where a file
 * goes into a folder that is not there.
 */
export function arrange(source: { readonly path: string; readonly folder: boolean }, to: Place): Arrangement {
  const { folder, base } = splitPath(to.path)
  if (to.exists && to.folder) return { folder: to.path }
  if (to.exists && source.folder) throw new Error(`cannot copy directory: ${to.path} is a file`)
  if (!to.exists && !source.folder && /(^|\/)\.?$/.test(to.path)) throw new Error(`no such directory: ${to.path}`)
  return { folder, rename: { from: splitPath(source.path).base, to: base } }
}

/** Folder and last name; the last name of `a/.` is `.`. */
export function splitPath(path: string): { readonly folder: string; readonly base: string } {
  const clean = posix.normalize(path).replace(/(.)\/$/, '$1')
  if (/(^|\/)\.$/.test(path)) return { folder: clean, base: '.' }
  return { folder: posix.dirname(clean), base: posix.basename(clean) || '/' }
}

/** The name of a tar's entry after a renaming of its first part. */
export function renamed(name: string, { from, to }: NonNullable<Arrangement['rename']>): string {
  if (from === '/' || from === '.') return `${to}/${name.replace(/^(\.?\/)+|^\.$/, '')}`
  return name === from || name.startsWith(`${from}/`) ? to + name.slice(from.length) : name
}

/** `SERVICE:PATH`, or a local path: one that is absolute, begins with a dot or has no colon. */
export function readEnd(text: string): { readonly service: string; readonly path: string } {
  const colon = text.indexOf(':')
  if (colon === -1 || text.startsWith('/') || text.startsWith('.')) return { service: '', path: text }
  return { service: text.slice(0, colon), path: text.slice(colon + 1) }
}
