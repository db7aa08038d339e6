import { namesSecret } from '../source/mask.ts'
import { child, type Node, type Origin } from '../source/node.ts'

/** What stands in a plan for a value that may be secret. */
export const masked = '•••'

const secretText = /:\/\/[^/\s]*:[^/\s]*@|^(?=.*\d)(?=.*[a-zA-Z])[\w+/=.-]{20,}$/

/** Words inside a value, such as a command line, that announce a secret. */
const secretWords = /passw|passphrase|secret|token|credential|api[-_]?key|access[-_]?key/i

/** Whether a value of this attribute must not be shown: by the attribute's name, or by what the text looks like. */
export function looksSecret(path: string, text: string): boolean {
  return namesSecret(path) || secretText.test(text)
}

/** A value that was written out in the file and does not look like a secret; what came from a variable or an env file never is shown. */
export function shownValue(path: string, node: Node): string {
  const text = literalText(node)
  return text === undefined || namesSecret(path) || secretText.test(text) || secretWords.test(text) ? masked : text
}

const longest = 60

function literalText(node: Node): string | undefined {
  if (node.kind !== 'scalar') {
    const items = node.kind === 'seq' ? node.items : [...node.entries.keys()].flatMap((key) => child(node, key) ?? [])
    const texts = items.map(literalText)
    if (texts.includes(undefined) || texts.some((text) => text !== undefined && secretText.test(text))) return undefined
    return node.kind === 'seq' ? shorten(`[${texts.join(', ')}]`) : `{${[...node.entries.keys()].join(', ')}}`
  }
  for (
    let at: Origin | undefined = node.at;
    at !== undefined;
    at = at.via !== undefined && 'at' in at.via ? at.via.at : undefined
  ) {
    if (at.via?.kind === 'variable' || !/\.ya?ml$/.test(at.file.path)) return undefined
  }
  return shorten(String(node.value ?? 'null'))
}

function shorten(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text
}
