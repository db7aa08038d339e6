import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** What an entry of the package exports. */
export interface Declaration {
  readonly name: string
  readonly kind: 'function' | 'class' | 'interface' | 'type' | 'const'
  /** Its comment, without the marks of one and without its example. */
  readonly text: string
  readonly example?: string
  /** As TypeScript has it, without bodies. */
  readonly code: string
}

/** A source file with what it exports, from itself and from others. */
export interface Entry {
  /** The comment at its top. */
  readonly text: string
  readonly declarations: readonly Declaration[]
}

/** Reads an entry: the order is that of the file for functions, and of names for the rest. */
export function readEntry(path: string): Entry {
  const source = readFileSync(path, 'utf8')
  const own = declaredIn(source)
  const others = [...source.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)'$/gm)].flatMap(
    ([, names = '', from = '']) => namesIn(names).map((name) => declarationAt(join(dirname(path), from), name)),
  )
  const [functions, rest] = [
    [...own, ...others].filter(isFunction),
    [...own, ...others].filter((it) => !isFunction(it)),
  ]
  const silent = [...own, ...others].filter(({ text }) => text === '').map(({ name }) => name)
  if (silent.length > 0) throw new Error(`no comment: ${silent.join(', ')}`)
  return {
    text: textOf(/^\/\*\*[\s\S]*?\*\//.exec(source)?.[0] ?? '').text,
    declarations: [...functions, ...rest.toSorted(byName)],
  }
}

/** `a, type B,` */
function namesIn(list: string): readonly string[] {
  return list
    .split(',')
    .map((name) => name.replace(/\btype\b/, '').trim())
    .filter((name) => name !== '')
}

function isFunction({ kind }: Declaration): boolean {
  return kind === 'function' || kind === 'const'
}

function byName(a: Declaration, b: Declaration): number {
  return a.name < b.name ? -1 : 1
}

/** Follows what is only passed on. */
function declarationAt(path: string, name: string): Declaration {
  const source = readFileSync(path, 'utf8')
  const found = declaredIn(source).find((it) => it.name === name)
  if (found !== undefined) return found
  const from = [...source.matchAll(/^export (?:type )?\{([^}]*)\} from '([^']+)'$/gm)].find(([, names = '']) =>
    namesIn(names).includes(name),
  )?.[2]
  if (from === undefined) throw new Error(`${path} does not export ${name}`)
  return declarationAt(join(dirname(path), from), name)
}

const head = /^(\/\*\*(?:(?!\*\/)[\s\S])*?\*\/\n)?export (?:async )?(function|class|interface|type|const) (\w+)/gm

function declaredIn(source: string): readonly Declaration[] {
  return [...source.matchAll(head)].map((match): Declaration => {
    const [whole, comment = '', kind, name = ''] = match
    const start = match.index + comment.length
    const text = textOf(comment)
    return { name, kind: kind as Declaration['kind'], ...text, code: codeFrom(source.slice(start), whole) }
  })
}

/** A comment's words; what follows `@example` is code. */
function textOf(comment: string): { readonly text: string; readonly example?: string } {
  const lines = comment
    .replace(/^\/\*\*|\*\/\s*$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd())
  const [text = '', example] = lines
    .join('\n')
    .trim()
    .split(/^@example\n/m)
  return { text: joined(text.trim()), ...(example === undefined ? {} : { example: example.trim() }) }
}

/** Lines of a paragraph are one; indented code becomes a fence. */
function joined(text: string): string {
  return text
    .split(/\n{2,}/)
    .map((block) =>
      /^ {4}/.test(block) ? `\`\`\`ts\n${block.replace(/^ {4}/gm, '')}\n\`\`\`` : block.replaceAll('\n', ' '),
    )
    .join('\n\n')
}

function codeFrom(rest: string, whole: string): string {
  if (whole.includes('export const')) return rest.slice(0, rest.indexOf(' = ')).replace(/^export /, '')
  if (/export (async )?function/.test(whole)) return signature(rest)
  if (whole.includes('export type')) return rest.slice(0, endOfType(rest)).trimEnd()
  return withoutBodies(rest.slice(0, endOfBody(rest)))
}

/** Up to the brace that opens the body. */
function signature(rest: string): string {
  let depth = 0
  for (let at = 0; at < rest.length; at++) {
    if (rest.startsWith(' {\n', at) && depth === 0) return rest.slice(0, at).replace(/^export (async )?/, '')
    if ('([{'.includes(rest[at] ?? ' ')) depth++
    if (')]}'.includes(rest[at] ?? ' ')) depth--
  }
  throw new Error(`no body: ${rest.slice(0, 80)}`)
}

/** Behind the brace at the margin, or that of an empty body. */
function endOfBody(rest: string): number {
  const { index = 0, 0: end = '' } = /\{\}\n|\n\}/.exec(rest) ?? {}
  return index + end.trimEnd().length
}

/** A type ends before the next thing at the margin that is no part of it. */
function endOfType(rest: string): number {
  const end = /\n(?! |\}|\))/.exec(rest)
  return end?.index ?? rest.length
}

function withoutBodies(code: string): string {
  return code.replace(/\n {2}constructor\([\s\S]*?\n {2}\}(?=\n)/g, '')
}
