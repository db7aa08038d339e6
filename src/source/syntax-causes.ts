import type { YAMLParseError } from 'yaml'
import { lineEnd } from './file.ts'
import { misclosedQuote } from './misclosed-quote.ts'

/** Why the parser stumbled, where that stands in another place, or is plain from the lines around it. */
export interface Cause {
  readonly at: number
  readonly says: string
  readonly fix: string
}

type Find = (text: string, error: YAMLParseError, start: number) => Cause | undefined

/** The cause of an error at `start`, where it is one of those that people make often. */
export function syntaxCause(...about: Parameters<Find>): Cause | undefined {
  for (const find of [conflict, directive, quote, blockText, blockHeader, item, comma]) {
    const cause = find(...about)
    if (cause !== undefined) return cause
  }
  return undefined
}

/** Characters before an error that are looked at: there may be many errors. */
const nearby = 1000

/** What git leaves of a merge. */
function conflict(text: string, _error: YAMLParseError, start: number): Cause | undefined {
  const from = text.lastIndexOf('\n', text.lastIndexOf('\n', start) - 1) + 1
  const found = /^(?:<{7}|={7}|>{7})(?: |$)/m.exec(text.slice(from, lineEnd(text, lineEnd(text, start) + 1)))
  if (found === null) return undefined
  const fix = 'keep what is meant of both sides, and remove the lines `<<<<<<<`, `=======` and `>>>>>>>`'
  return { at: from + found.index, says: 'a merge conflict was left in the file', fix }
}

function directive(text: string, { message }: YAMLParseError): Cause | undefined {
  const found = message.includes('directives-end') ? /^%/m.exec(text) : null
  if (found === null) return undefined
  const fix = 'remove the line, or put it in quotes if it is text'
  return { at: found.index, says: 'a line that begins with `%` is an instruction to YAML, and there is none such', fix }
}

/** A text that ends where the next one was to begin. */
function quote(text: string, error: YAMLParseError): Cause | undefined {
  const at = misclosedQuote(text, error.pos[0])
  return at === undefined ? undefined : { at, says: 'this quote is never closed', fix: 'add the closing quote' }
}

/** Lines of a `|` that are not indented. */
function blockText(text: string, { code }: YAMLParseError, start: number): Cause | undefined {
  if (code !== 'MULTILINE_IMPLICIT_KEY' && code !== 'MISSING_CHAR') return undefined
  const from = text.lastIndexOf('\n', start) + 1
  const before = text.slice(Math.max(0, from - nearby), from).trimEnd()
  const [, indent = '', key, mark] = /(?:^|\n)( *)([\w.-]+):[ \t]*([|>])[-+\d]*$/.exec(before) ?? []
  if (key === undefined || start - from > indent.length) return undefined
  return {
    at: start,
    says: `the text of \`${key}: ${mark}\` must be indented more than its key`,
    fix: 'indent all lines of the text by two more spaces',
  }
}

function blockHeader(text: string, { message }: YAMLParseError, start: number): Cause | undefined {
  const line = text.slice(text.lastIndexOf('\n', start) + 1, lineEnd(text, start))
  if (!message.startsWith('Not a YAML token') || !/: *[|>][-+\d]*\s+\S/.test(line)) return undefined
  return { at: start, says: 'text after `|` or `>` must start on the next line', fix: 'move it to a line of its own' }
}

/** An item of a list in another column than the ones before it, or without its dash. */
function item(text: string, error: YAMLParseError): Cause | undefined {
  const blanks = /^\s*/.exec(text.slice(error.pos[0]))?.[0].length ?? 0
  const at = error.pos[0] + blanks
  const from = text.lastIndexOf('\n', at - 1) + 1
  const line = text.slice(at, lineEnd(text, at))
  const [, indent] = /(?:^|\n)( *)- .*\n*$/.exec(text.slice(Math.max(0, from - nearby), from)) ?? []
  if (indent === undefined || text.slice(from, at).trim() !== '') return undefined
  if (error.code === 'BLOCK_AS_IMPLICIT_KEY' && line.startsWith('- ')) {
    const says = 'wrong indentation: the items of a list must start in the same column'
    return { at, says, fix: `indent the \`-\` by ${indent.length} spaces, as above` }
  }
  if (error.code !== 'BAD_INDENT' || at - from !== indent.length || /^-|:(?:\s|$)/.test(line)) return undefined
  return { at, says: 'expected `- `: the lines around it are items of a list', fix: 'begin the line with `- `' }
}

/** Two values side by side within brackets. */
function comma(text: string, { code, message, pos: [from, to] }: YAMLParseError, start: number): Cause | undefined {
  const isSecond = /^Unexpected (?:scalar|(?:single|double)-quoted-scalar) token$/.test(message)
  const isPair = code === 'BLOCK_IN_FLOW' && !text.slice(from, to).includes('\n')
  if (!isSecond && !isPair && !message.startsWith('Missing , or :')) return undefined
  if (text[start] === '{' && text[start - 1] === '$') return undefined
  return { at: start, says: "did not find the expected ',' or the closing bracket", fix: 'put a comma between the two' }
}
