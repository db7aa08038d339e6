import { type Node, type Scalar, text } from '../../source/node.ts'
import { type Attribute, extend } from './attribute.ts'
import { scalarText, string } from './scalars.ts'
import type { Scope } from './scope.ts'

/**
 * A host path: relative ones are joined to the scope's directory and cleaned, `~` becomes the home folder; absolute ones
 * stay exactly as written (quirk 17).
 */
export function hostPath(): Attribute<string> {
  return extend(string(), { canonical: (node, scope) => rewrite(node, scope, resolveOwnPath) })
}

/** The same scalar with its text rewritten, unless it is empty or paths are kept (`--no-path-resolution`). */
export function rewrite(node: Node, scope: Scope, by: (written: string, scope: Scope) => string): Node {
  if (node.kind !== 'scalar' || scope.paths === 'keep') return node
  const written = scalarText(node)
  if (written === '') return node
  const path = by(written, scope)
  return path === written ? node : { ...retext(node, path), spelled: spelled(written, scope) }
}

/** Relative paths of a file that is extended begin in the project's folder by the time they are compared. */
function spelled(written: string, { within }: Scope): string {
  return within === undefined || /^[~/]/.test(written) ? written : cleanPath(`${within}/${written}`)
}

/** The absolute path that a text means. Absolute ones, also Windows ones, stay exactly as written (quirk 17). */
export function resolvePath(written: string, scope: Scope): string {
  const path = expandHome(written, scope)
  return path.startsWith('/') || isWindowsAbsolute(path) ? path : joinPath(scope.directory, path)
}

/** As `resolvePath`, where docker compose 2.40.3 on this platform knows no Windows paths. */
export function resolveOwnPath(written: string, scope: Scope): string {
  const path = expandHome(written, scope)
  return path.startsWith('/') ? path : joinPath(scope.directory, path)
}

/** `~` and everything behind it under the home folder; docker compose knows no other users' homes (quirk 17). */
function expandHome(written: string, scope: Scope): string {
  return written.startsWith('~') ? joinPath(scope.home, written.slice(1)) : written
}

/** `C:\x`, `c:/x`, `\\server\share`. */
export function isWindowsAbsolute(path: string): boolean {
  return /^[a-z]:[\\/]/i.test(path) || /^\\\\[^\\]+\\[^\\]+/.test(path)
}

/** Joins two POSIX paths and cleans the result as Go's `filepath.Join`. */
export function joinPath(directory: string, path: string): string {
  return cleanPath(`${directory}/${path}`)
}

/** The shortest equal path: no empty, `.` or `..` segments where they can be resolved, no trailing slash; `.` for nothing. */
export function cleanPath(path: string): string {
  const rooted = path.startsWith('/')
  const kept: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue
    if (segment !== '..') kept.push(segment)
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop()
    else if (!rooted) kept.push(segment)
  }
  return (rooted ? '/' : '') + kept.join('/') || '.'
}

function retext(node: Scalar, value: string): Scalar {
  const moved = text(value, node.at)
  return node.tag === undefined ? moved : { ...moved, tag: node.tag }
}
