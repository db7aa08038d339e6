import { functions } from './functions.ts'
import { lex, type Token } from './lex.ts'
import type { Base, Command, Node, Operand, Pipe, Template } from './syntax.ts'
import { TemplateError } from './template-error.ts'

/** Reads a template in the syntax of Go's text/template. Throws TemplateError with Go's words. */
export function parse(source: string): Template {
  const state: State = { stretches: [...lex(source)], loops: 0, variables: ['$'], line: 1 }
  const { body, end } = parseBody(state)
  if (end !== undefined) throw unexpected(state, `{{${end}}}`)
  return body
}

interface State {
  readonly stretches: ReturnType<typeof lex>[number][]
  /** How many ranges are open. */
  loops: number
  variables: string[]
  line: number
}

interface Body {
  readonly body: Template
  /** The word that ended it; undefined at the end of the template. */
  readonly end: 'end' | 'else' | undefined
  /** What stands after `else`: `if` or `with`. */
  readonly rest: Words
}

/** The words of one action, read one by one. */
interface Words {
  readonly tokens: readonly Token[]
  at: number
}

const nothing: Words = { tokens: [], at: 0 }

function parseBody(state: State): Body {
  const body: Node[] = []
  for (let next = state.stretches.shift(); next !== undefined; next = state.stretches.shift()) {
    if (next.kind === 'text') {
      body.push({ kind: 'text', text: next.text })
      continue
    }
    state.line = next.line
    const words: Words = { tokens: next.tokens, at: 0 }
    const keyword = next.tokens[0]?.kind === 'word' ? next.tokens[0].text : ''
    if (keyword === 'end' || keyword === 'else') {
      words.at = 1
      if (keyword === 'end') finish(words, state)
      return { body, end: keyword, rest: words }
    }
    body.push(parseAction(keyword, words, state))
  }
  return { body, end: undefined, rest: nothing }
}

function parseAction(keyword: string, words: Words, state: State): Node {
  switch (keyword) {
    case 'if':
    case 'with':
    case 'range':
      words.at = 1
      return parseBlock(keyword, words, state)
    case 'break':
    case 'continue':
      words.at = 1
      finish(words, state)
      if (state.loops === 0) throw new TemplateError(`:${state.line}: {{${keyword}}} outside {{range}}`)
      return { kind: keyword }
    case 'define':
    case 'template':
    case 'block':
      throw new TemplateError(
        `:${state.line}: {{${keyword}}} is not supported by muster`,
        'write the text out in place',
      )
    default: {
      const pipe = parsePipe(words, state, 'command')
      finish(words, state)
      return { kind: 'print', pipe }
    }
  }
}

function parseBlock(kind: 'if' | 'with' | 'range', words: Words, state: State): Node {
  const known = state.variables.length
  const pipe = parsePipe(words, state, kind)
  finish(words, state)
  if (kind === 'range') state.loops++
  const { body, end, rest } = parseBody(state)
  if (kind === 'range') state.loops--
  const otherwise = end === 'else' ? parseElse(kind, rest, state) : []
  if (end === undefined) throw new TemplateError(`:${state.line}: unexpected EOF`)
  state.variables.length = known
  return { kind, pipe, body, otherwise }
}

/** `else`, `else if …` and `else with …`; the latter two end with the `end` of the whole. */
function parseElse(kind: string, rest: Words, state: State): Template {
  const next = rest.tokens[rest.at]
  if (next?.kind === 'word' && next.text === kind && (kind === 'if' || kind === 'with')) {
    rest.at++
    return [parseBlock(kind, rest, state)]
  }
  finish(rest, state)
  const { body, end } = parseBody(state)
  if (end === 'else') throw new TemplateError(`:${state.line}: expected end; found {{else}}`)
  if (end === undefined) throw new TemplateError(`:${state.line}: unexpected EOF`)
  return body
}

function parsePipe(words: Words, state: State, context: string): Pipe {
  const { variables, sets } = parseVariables(words, state, context)
  const commands: Command[] = []
  do commands.push(parseCommand(words, state, context))
  while (take(words, '|'))
  if (sets === 'new') state.variables.push(...variables)
  for (const [first] of commands.slice(1)) {
    if (first.kind === 'literal' || first.kind === 'dot' || first.kind === 'nil')
      if (first.names.length === 0)
        throw new TemplateError(`:${state.line}: non executable command in pipeline stage 2`)
  }
  return { variables, sets, commands }
}

function parseVariables(words: Words, state: State, context: string): Pick<Pipe, 'variables' | 'sets'> {
  const [first, second, third, fourth] = words.tokens.slice(words.at)
  if (first?.kind !== 'variable') return { variables: [], sets: 'nothing' }
  const two = second?.text === ',' && third?.kind === 'variable' && context === 'range'
  const mark = two ? fourth : second
  if (mark?.text !== ':=' && mark?.text !== '=') return { variables: [], sets: 'nothing' }
  words.at += two ? 4 : 2
  const variables = two ? [first.text, third.text] : [first.text]
  if (mark.text === '=') for (const name of variables) refuseUndefined(name, state)
  return { variables, sets: mark.text === ':=' ? 'new' : 'old' }
}

function refuseUndefined(name: string, { variables, line }: State): void {
  if (!variables.includes(name)) throw new TemplateError(`:${line}: undefined variable ${JSON.stringify(name)}`)
}

function parseCommand(words: Words, state: State, context: string): Command {
  const operands: Operand[] = []
  for (let token = words.tokens[words.at]; token !== undefined; token = words.tokens[words.at]) {
    if (token.text === '|' && token.kind === 'mark') break
    if (token.text === ')' && token.kind === 'mark') break
    operands.push(parseOperand(words, state))
  }
  const [first, ...rest] = operands
  if (first === undefined) throw new TemplateError(`:${state.line}: missing value for ${context}`)
  return [first, ...rest]
}

function parseOperand(words: Words, state: State): Operand {
  const begin = words.at
  const token = words.tokens[words.at++]
  if (token === undefined) throw unexpected(state, '}}')
  const base = baseOf(token, words, state)
  let at = token.at
  const names: string[] = token.kind === 'field' ? [token.text.slice(1)] : []
  for (let next = words.tokens[words.at]; next?.kind === 'field' && !next.spaced; next = words.tokens[words.at]) {
    names.push(next.text.slice(1))
    at = next.at
    words.at++
  }
  if (names.length > 0 && (base.kind === 'literal' || base.kind === 'nil'))
    throw new TemplateError(`:${state.line}: unexpected . after term ${JSON.stringify(token.text)}`)
  const text = words.tokens
    .slice(begin, words.at)
    .map((part, i) => (i > 0 && part.spaced ? ` ${part.text}` : part.text))
    .join('')
  return { ...base, names, text, at }
}

function baseOf(token: Token, words: Words, state: State): Base {
  switch (token.kind) {
    case 'field':
      return { kind: 'dot' }
    case 'variable':
      refuseUndefined(token.text, state)
      return { kind: 'variable', name: token.text }
    case 'string':
    case 'char':
      return { kind: 'literal', value: quoted(token, state) }
    case 'raw':
      return { kind: 'literal', value: token.text.slice(1, -1) }
    case 'number':
      return { kind: 'literal', value: numberOf(token.text) }
    case 'word':
      return wordOf(token.text, state)
    case 'mark':
      if (token.text === '.') return { kind: 'dot' }
      if (token.text !== '(') throw unexpected(state, JSON.stringify(token.text))
      return { kind: 'pipe', pipe: inParentheses(words, state) }
  }
}

function inParentheses(words: Words, state: State): Pipe {
  const pipe = parsePipe(words, state, 'parenthesized pipeline')
  if (!take(words, ')')) throw new TemplateError(`:${state.line}: unclosed left paren`)
  return pipe
}

function wordOf(word: string, { line }: State): Base {
  if (word === 'true' || word === 'false') return { kind: 'literal', value: word === 'true' }
  if (word === 'nil') return { kind: 'nil' }
  if (!functions.has(word)) throw new TemplateError(`:${line}: function ${JSON.stringify(word)} not defined`)
  return { kind: 'function', name: word }
}

const escapes: Readonly<Record<string, string>> = { a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** Go's quoted strings; a character is its code, as a rune is. */
function quoted({ kind, text }: Token, { line }: State): string | number {
  const value = text
    .slice(1, -1)
    .replace(/\\(x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|[0-7]{3}|.)/gs, (_, code: string) => {
      if (/^[xuU]./.test(code)) return String.fromCodePoint(Number.parseInt(code.slice(1), 16))
      if (/^[0-7]{3}$/.test(code)) return String.fromCodePoint(Number.parseInt(code, 8))
      const known = escapes[code] ?? (/["'\\]/.test(code) ? code : undefined)
      if (known === undefined) throw new TemplateError(`:${line}: invalid syntax`)
      return known
    })
  return kind === 'char' ? (value.codePointAt(0) ?? 0) : value
}

function numberOf(text: string): number {
  const plain = text.replaceAll('_', '')
  const sign = plain.startsWith('-') ? -1 : 1
  return sign * Number(plain.replace(/^[+-]/, ''))
}

function take(words: Words, mark: string): boolean {
  const token = words.tokens[words.at]
  if (token?.kind !== 'mark' || token.text !== mark) return false
  words.at++
  return true
}

function finish(words: Words, state: State): void {
  const left = words.tokens[words.at]
  if (left !== undefined) throw unexpected(state, left.text === ')' ? 'right paren' : JSON.stringify(left.text))
}

function unexpected({ line }: State, what: string): TemplateError {
  return new TemplateError(`:${line}: unexpected ${what}`)
}
