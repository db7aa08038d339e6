import type { Trace } from '../load/trace.ts'
import { looksSecret, namesSecret, secretSpans } from '../source/mask.ts'
import { type Node, nodeAt, type Path } from '../source/node.ts'
import { redactor } from '../source/redact.ts'
import type { Subject } from './subject.ts'

/** What stands for a value that may be secret. */
const hidden = '•••'

/** A value as it may be shown at a path, or as the value of a variable of this name. */
export type Show = (path: Path | string, text: string) => string

/**
 * Hides what the key's name makes secret, what variables with secret names hold, what fills a secret key, and passwords
 * inside texts. Names of services and resources say nothing about a value: a service may be called `auth`.
 */
export function showOf({ project, shell, trace }: Subject): Show {
  const files = trace.envFiles.flatMap((file) => [...file.values].map(([name, it]) => [name, it.value] as const))
  const redact = redactor(new Map([...files, ...shell, ...project.environment]))
  const filling = namesInSecrets(trace)
  const isHidden = (path: Path | string): boolean => {
    const name = typeof path === 'string' ? path : path.at(-1)
    return isSecret(path) || filling.has(String(name)) || followsSecretFlag(path, project.tree)
  }
  return (path, text) => {
    if (isHidden(path)) return text === '' ? '' : hidden
    return maskedFlags(maskedSpans(redact === undefined ? text : redact(text)))
  }
}

function isSecret(path: Path | string): boolean {
  if (typeof path === 'string') return looksSecret(path)
  const inner = String(path[0]).startsWith('x-') ? path : path.slice(2)
  return inner.some((step, index) => typeof step === 'string' && !named.has(inner[index - 1]) && looksSecret(step))
}

/** Below these stand names of services and resources. */
const named: ReadonlySet<string | number | undefined> = new Set(['depends_on', 'networks', 'models'])

/** The variables that fill a value of a secret key: they are secret whatever they are called. */
function namesInSecrets({ layers }: Trace): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (node: Node, path: Path): void => {
    const { via } = node.at
    if (via?.kind === 'variable' && isSecret(path)) for (const name of via.names) names.add(name)
    if (node.kind === 'seq') node.items.forEach((item, index) => visit(item, [...path, index]))
    if (node.kind === 'map') node.entries.forEach((entry, key) => visit(entry.node, [...path, key]))
  }
  for (const { tree, path } of layers) visit(tree, path)
  return names
}

/** `["--password", "x"]` */
function followsSecretFlag(path: Path | string, tree: Node): boolean {
  const index = path.at(-1)
  if (typeof path === 'string' || typeof index !== 'number' || index === 0) return false
  const before = nodeAt(tree, [...path.slice(0, -1), index - 1])
  return before?.kind === 'scalar' && isSecretFlag(String(before.value))
}

function isSecretFlag(word: string): boolean {
  return /^--?[\w-]+$/.test(word) && namesSecret(word)
}

function maskedFlags(text: string): string {
  return text.replace(/(--?[\w-]+)(\s+|",")([^\s"-][^\s"]*)/g, (whole, flag: string, space: string) =>
    isSecretFlag(flag) ? `${flag}${space}${hidden}` : whole,
  )
}

function maskedSpans(text: string): string {
  return text
    .split('\n')
    .map((line) =>
      secretSpans(line).reduceRight(
        (masked, { start, end }) => masked.slice(0, start) + hidden + masked.slice(end),
        line,
      ),
    )
    .join('\n')
}
