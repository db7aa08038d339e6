import type { Diagnostic } from '../../source/diagnostic.ts'
import { type Mapping, type Path, text } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import { type Attribute, extend } from './attribute.ts'
import { dictionary, options } from './dictionary.ts'
import { declarable, external } from './external.ts'
import type { FileObject } from './file-source.ts'
import { resolvePath, rewrite } from './path.ts'
import { record } from './record.ts'
import { scalarText, string } from './scalars.ts'
import type { Scope } from './scope.ts'

/** Windows paths stay as written on every platform; an empty text is the project's folder (2.40.3). */
const hostFile = extend(string(), {
  canonical: (node, scope) => {
    const empty = node.kind === 'scalar' && scalarText(node) === '' && scope.paths === 'resolve'
    return empty ? text(scope.directory, node.at) : rewrite(node, scope, resolvePath)
  },
})

/** In the order of docker compose's struct. */
export const fileObject: Attribute<FileObject> = declarable(
  record({
    name: string(),
    file: hostFile,
    environment: string(),
    content: string(),
    external,
    labels: dictionary(),
    driver: string(),
    driver_opts: options(),
    template_driver: string(),
  }),
)

function isAbout(path: Path): (diagnostic: Diagnostic) => boolean {
  return ({ kind, path: other }) =>
    (kind === 'unknown-key' || kind === 'wrong-type') && path.every((step, index) => other?.[index] === step)
}

/** Reports a secret or config that has no source of its content, or two. `sources` are the keys that can be one. */
export function requireOneSource(node: Mapping, scope: Scope, sources: readonly string[]): void {
  const path = pathText(scope.path)
  // What is wrong with the whole, or has a key that does not exist, is not asked for more.
  if (scope.report.diagnostics.some(isAbout(scope.path))) return
  const given = sources.flatMap((key) => node.entries.get(key) ?? [])
  if (given.length > 1) {
    scope.report.error('exclusive-keys', `${path}: ${sources.join('|')} attributes are mutually exclusive`, {
      ...(given[1] === undefined ? {} : { at: given[1].keyAt }),
      ...(given[0] === undefined ? {} : { notes: [{ message: 'the other source', at: given[0].keyAt }] }),
      fix: 'keep one of them',
    })
  }
  if (given.length === 0 && !node.entries.has('driver') && !node.entries.has('external')) {
    scope.report.error('missing-key', `${path}: one of ${sources.join('|')} must be set`, {
      at: node.at,
      fix: `write for instance \`file: ./${String(scope.path.at(-1) ?? 'content')}\``,
    })
  }
}
