import { UsageError } from './usage-error.ts'

/** A parsed template: texts, and expressions to fill in. */
export type Template = readonly Piece[]

type Piece = { readonly text: string } | { readonly expression: readonly (readonly Term[])[] }
type Term =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'all' }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'text'; readonly value: string }

/** What a template is filled from. */
export interface Source {
  readonly fields: Readonly<Record<string, unknown>>
  /** `.Label "key"`. */
  readonly label: (key: string) => string
}

/**
 * Parses the part of Go's templates that people use for `--format`: fields, `.Label "key"`, `json`, `upper`, `lower`,
 * `println` and pipes; `\t` and `\n` in the text. Anything else is refused by name. Throws UsageError.
 */
export function parseTemplate(text: string): Template {
  const pieces: Piece[] = []
  let rest = text.replaceAll('\\t', '\t').replaceAll('\\n', '\n')
  for (let start = rest.indexOf('{{'); start !== -1; start = rest.indexOf('{{')) {
    const end = rest.indexOf('}}', start)
    if (end === -1) throw new UsageError('template parsing error: unclosed action')
    const inner = rest.slice(start + 2, end)
    const before = rest.slice(0, start)
    pieces.push({ text: inner.startsWith('- ') ? before.trimEnd() : before })
    pieces.push({ expression: pipes(inner.replace(/^- | -$/g, '')) })
    rest = inner.endsWith(' -') ? rest.slice(end + 2).trimStart() : rest.slice(end + 2)
  }
  return [...pieces, { text: rest }]
}

/** The text for one source. Throws UsageError for a field that does not exist. */
export function fillTemplate(template: Template, source: Source): string {
  return template.map((piece) => ('text' in piece ? piece.text : shown(evaluate(piece.expression, source)))).join('')
}

function pipes(inner: string): readonly (readonly Term[])[] {
  const tokens = inner.match(/"(?:[^"\\]|\\.)*"|`[^`]*`|\||[^\s|"`]+/g) ?? []
  const stages: Term[][] = [[]]
  for (const token of tokens) {
    if (token === '|') stages.push([])
    else stages.at(-1)?.push(term(token))
  }
  if (stages.some((stage) => stage.length === 0))
    throw new UsageError(`template parsing error: missing value for command in {{${inner}}}`)
  return stages
}

const functions = new Set(['json', 'upper', 'lower', 'println', 'print'])

function term(token: string): Term {
  if (token === '.') return { kind: 'all' }
  if (/^\.\w+$/.test(token)) return { kind: 'field', name: token.slice(1) }
  if (token.startsWith('"')) return { kind: 'text', value: String(JSON.parse(token)) }
  if (token.startsWith('`')) return { kind: 'text', value: token.slice(1, -1) }
  if (functions.has(token)) return { kind: 'word', word: token }
  throw new UsageError(`template: ${JSON.stringify(token)} is not supported by muster yet`, 'use --format json')
}

function evaluate(stages: readonly (readonly Term[])[], source: Source): unknown {
  let value: unknown
  for (const [index, [head, ...args]] of stages.entries()) {
    const given = [...args.map((arg) => simple(arg, source)), ...(index > 0 ? [value] : [])]
    if (head?.kind === 'word') value = call(head.word, given)
    else if (head?.kind === 'field' && head.name === 'Label') value = source.label(shown(given[0]))
    else if (head !== undefined) value = simple(head, source)
  }
  return value
}

function simple(term: Term, { fields }: Source): unknown {
  switch (term.kind) {
    case 'all':
      return fields
    case 'text':
      return term.value
    case 'word':
      return call(term.word, [])
    case 'field':
      if (!(term.name in fields)) throw new UsageError(`template parsing error: can't evaluate field ${term.name}`)
      return fields[term.name]
  }
}

function call(word: string, args: readonly unknown[]): unknown {
  switch (word) {
    case 'json':
      return JSON.stringify(args[0])
    case 'upper':
      return shown(args[0]).toUpperCase()
    case 'lower':
      return shown(args[0]).toLowerCase()
    case 'println':
      return `${args.map(shown).join(' ')}\n`
    default:
      return args.map(shown).join(' ')
  }
}

/** Go's `%v`: lists in brackets, structs in braces. */
function shown(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(shown).join(' ')}]`
  if (typeof value === 'object' && value !== null) return `{${Object.values(value).map(shown).join(' ')}}`
  return typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value)
}
