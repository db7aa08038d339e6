import { type Node, sequence, text } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import { splitWords } from '../grammar/shell-words.ts'
import { type Attribute, attribute } from '../kinds/attribute.ts'
import { writtenText } from '../kinds/invalid.ts'
import { texts } from '../kinds/list.ts'
import { inBody } from '../kinds/payload.ts'
import type { Scope } from '../kinds/scope.ts'

/** Arguments of the process; unset is the image's, empty is none. */
export const command: Attribute<readonly string[]> = inBody(commandLine(), 'Cmd')

/**
 * A program with arguments: a list, or a text that is split into words without any shell. Unset and empty differ,
 * and JSON shows unset as null. A later file replaces it, also with null.
 */
export function commandLine(): Attribute<readonly string[]> {
  return attribute<readonly string[]>({
    canonical: toWords,
    merge: (_base, over) => over,
    parse: (node) => (node.kind === 'seq' ? texts(node) : undefined),
    print: (value) => value,
    absent: (form) => (form === 'json' ? null : undefined),
  })
}

function toWords(node: Node, scope: Scope): Node {
  if (node.kind !== 'scalar' || typeof node.value !== 'string' || scope.unfilled) return node
  const split = splitWords(node.value)
  if ('problem' in split) {
    scope.report.error('invalid-value', `${pathText(scope.path)} ${split.problem}`, {
      at: node.at,
      fix: 'close the quote, or write a list: `["echo", "it\'s"]`',
    })
    return node
  }
  if (split.cutAt !== undefined) warnAboutRest(node, scope)
  const words = sequence(
    split.words.map((word) => text(word, node.at)),
    node.at,
  )
  return node.tag === undefined ? words : { ...words, tag: node.tag }
}

function warnAboutRest(node: Node, scope: Scope): void {
  scope.report.warn(
    'no-effect',
    `${pathText(scope.path)} runs without a shell: what follows the first operator is lost`,
    {
      at: node.at,
      fix: `write \`["sh", "-c", "${writtenText(node).replaceAll('"', '\\"')}"]\``,
    },
  )
}
