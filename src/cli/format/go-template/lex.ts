import { TemplateError } from './template-error.ts'

/** A word of an action. */
export interface Token {
  readonly kind: 'field' | 'variable' | 'word' | 'string' | 'raw' | 'char' | 'number' | 'mark'
  readonly text: string
  /** Whether white space stands before it: `.A.B` is one thing, `.A .B` are two. */
  readonly spaced: boolean
  /** `1:2`, see Operand. */
  readonly at: string
}

/** A stretch of a template: text, or the words between `{{` and `}}`. */
export type Stretch =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'action'; readonly tokens: readonly Token[]; readonly line: number }

const space = '[ \\t\\r\\n]'
const comment = /^\/\*[^]*?\*\//
const white = /^[ \t\r\n]+/

/** Cuts a template into texts and actions; trim markers are applied and comments left out. Throws TemplateError. */
export function lex(source: string): readonly Stretch[] {
  const stretches: Stretch[] = []
  let at = 0
  let trims = false
  while (at < source.length) {
    const start = source.indexOf('{{', at)
    const text = trimmed(source.slice(at, start === -1 ? source.length : start), trims ? 'left' : 'none')
    if (start === -1) {
      stretches.push({ kind: 'text', text })
      break
    }
    const leading = new RegExp(`^-${space}`).test(source.slice(start + 2, start + 4))
    stretches.push({ kind: 'text', text: trimmed(text, leading ? 'right' : 'none') })
    const action = readAction(source, start + (leading ? 3 : 2))
    if (action.tokens !== undefined)
      stretches.push({ kind: 'action', tokens: action.tokens, line: lineOf(source, start) })
    at = action.end
    trims = action.trims
  }
  return stretches.filter((stretch) => stretch.kind === 'action' || stretch.text !== '')
}

function trimmed(text: string, side: 'left' | 'right' | 'none'): string {
  if (side === 'left') return text.replace(/^[ \t\r\n]+/, '')
  return side === 'right' ? text.replace(/[ \t\r\n]+$/, '') : text
}

interface Action {
  /** Undefined for a comment. */
  readonly tokens: readonly Token[] | undefined
  readonly end: number
  /** It ends with a trim marker. */
  readonly trims: boolean
}

const kinds: readonly (readonly [Token['kind'], RegExp])[] = [
  ['string', /^"(?:[^"\\\n]|\\.)*"/],
  ['raw', /^`[^`]*`/],
  ['char', /^'(?:[^'\\\n]|\\.)+'/],
  ['number', /^[+-]?(?:0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)(?![\w.])/],
  ['field', /^\.[\p{L}_][\p{L}\p{N}_]*/u],
  ['variable', /^\$[\p{L}\p{N}_]*/u],
  ['word', /^[\p{L}_][\p{L}\p{N}_]*/u],
  ['mark', /^(?::=|[=|(),.])/],
]

function readAction(source: string, from: number): Action {
  const before = white.exec(source.slice(from))?.[0].length ?? 0
  const said = comment.exec(source.slice(from + before))
  if (said === null && source.startsWith('/*', from + before))
    throw new TemplateError(`:${lineOf(source, from)}: unclosed comment`)
  if (said !== null) return endOfComment(source, from + before + said[0].length)
  const tokens: Token[] = []
  let spaced = false
  for (let at = from; at < source.length;) {
    const rest = source.slice(at)
    if (rest.startsWith('}}')) return { tokens, end: at + 2, trims: false }
    if (new RegExp(`^${space}-}}`).test(rest)) return { tokens, end: at + 4, trims: true }
    const gap = white.exec(rest)?.[0]
    if (gap !== undefined) {
      // A trim marker needs the last of the spaces.
      at += gap.length > 1 && source.startsWith('-}}', at + gap.length) ? gap.length - 1 : gap.length
      spaced = true
      continue
    }
    const token = readToken(source, at)
    tokens.push({ ...token, spaced })
    at += token.text.length
    spaced = false
  }
  throw new TemplateError(`:${lineOf(source, from)}: unclosed action`)
}

function endOfComment(source: string, at: number): Action {
  const rest = source.slice(at)
  if (rest.startsWith('}}')) return { tokens: undefined, end: at + 2, trims: false }
  if (new RegExp(`^${space}-}}`).test(rest)) return { tokens: undefined, end: at + 4, trims: true }
  throw new TemplateError(`:${lineOf(source, at)}: comment ends before closing delimiter`)
}

function readToken(source: string, at: number): Omit<Token, 'spaced'> {
  const rest = source.slice(at)
  for (const [kind, pattern] of kinds) {
    const text = pattern.exec(rest)?.[0]
    if (text !== undefined) return { kind, text, at: placeOf(source, at) }
  }
  const line = lineOf(source, at)
  if (/^["`']/.test(rest)) throw new TemplateError(`:${line}: unterminated quoted string`)
  throw new TemplateError(`:${line}: unexpected ${JSON.stringify(rest[0])} in command`)
}

function lineOf(source: string, at: number): number {
  return source.slice(0, at).split('\n').length
}

function placeOf(source: string, at: number): string {
  const column = Buffer.byteLength(source.slice(source.lastIndexOf('\n', at - 1) + 1, at))
  return `${lineOf(source, at)}:${column}`
}
