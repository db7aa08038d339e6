import { masked } from '../../source/mask.ts'
import type { Node } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import type { Scope } from './scope.ts'

/** What would have been right: completes "X must be …" and shows one good value. */
export interface Expected {
  readonly be: string
  /** As one would write it in YAML. */
  readonly example: string
  /** What was likely meant; shown instead of the example where the value stands in the file as written. */
  readonly meant?: string | undefined
}

/**
 * Reports a value that cannot be meant. The message quotes the file, never the value: what a variable was replaced
 * with may be a secret.
 */
export function reportInvalid(node: Node, scope: Scope, expected: Expected): void {
  scope.report.error('invalid-value', sentence(node, scope, expected), {
    at: node.at,
    path: scope.path,
    fix: remedy(node, expected),
  })
}

/** The first line of the value as it stands in the file, variables unexpanded, without quotes, secrets masked. Empty for implied values. */
export function writtenText(node: Node): string {
  const { file, start, end, via } = node.at
  const raw = via?.kind === 'variable' ? via.raw : file.text.slice(start, end)
  const line = raw.split('\n', 1)[0] ?? ''
  const bare = /^(["']).*\1$/.test(line) ? line.slice(1, -1) : line
  const shown = masked(bare)
  return shown.length > 60 ? `${shown.slice(0, 59)}…` : shown
}

/**
 * Warns about a value that docker compose's loader lets pass and the engine refuses when the container is created. To
 * what would create it the warning is an error, see `refused` of a Diagnostic.
 */
export function warnRefused(node: Node, scope: Scope, expected: Expected): void {
  scope.report.warn('refused-value', sentence(node, scope, expected), {
    at: node.at,
    notes: [{ message: 'the engine will refuse to create the container' }],
    fix: remedy(node, expected),
    refused: scope.path,
  })
}

/** What is near to a value that came from a variable would tell that value. */
function remedy({ at }: Node, { example, meant }: Expected): string {
  if (meant === undefined || at.via?.kind === 'variable') return `write for instance \`${example}\``
  return `did you mean \`${meant}\`?`
}

function sentence(node: Node, scope: Scope, expected: Expected): string {
  const written = writtenText(node)
  const instead = written === '' ? '' : `, not \`${written}\``
  return `${pathText(scope.path)} must be ${expected.be}${instead}`
}

/** Warns about a value that docker compose and the engine let pass and that does not do what it says. */
export function warnNoEffect(
  node: Node,
  scope: Scope,
  { says, fix }: { readonly says: string; readonly fix: string },
): void {
  scope.report.warn('no-effect', `${pathText(scope.path)}: ${says}`, { at: node.at, path: scope.path, fix })
}
