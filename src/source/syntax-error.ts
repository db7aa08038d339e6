import type { ErrorCode, YAMLParseError } from 'yaml'
import { lineColumn, lineEnd, type SourceFile } from './file.ts'
import { asAbove } from './indentation-advice.ts'
import { missingSpace } from './missing-space.ts'
import { syntaxCause } from './syntax-causes.ts'

/** What is wrong with a text, and where: offsets in it. */
export interface SyntaxError {
  readonly message: string
  readonly start: number
  readonly end: number
  readonly fix?: string
}

interface Words {
  readonly says: string
  readonly fix?: string
}

/** What is wrong where the YAML parser stumbled, in words that name the cause, and where people look for it. */
export function syntaxError(file: SourceFile, error: YAMLParseError): SyntaxError {
  const [from, to] = error.pos
  const found = placeOf(file, error, from)
  const { at: start, says, fix } = causeOf(file.text, error, found)
  const { line } = lineColumn(file, start)
  const end = Math.max(start + 1, Math.min(to, lineEnd(file.text, start)))
  const message = `line ${line} is not valid YAML: ${says}`
  return fix === undefined ? { message, start, end } : { message, start, end, fix }
}

interface Placed extends Words {
  readonly at: number
}

function causeOf(text: string, error: YAMLParseError, found: number): Placed {
  const deep = overIndented(text, error, found)
  if (deep !== undefined) return { at: deep, says: deeper, ...asAbove(text, deep) }
  return syntaxCause(text, error, found) ?? { at: found, ...wordsFor(error, text, found) }
}

const deeper = 'wrong indentation: this line is indented more than the entries that it stands among'

/** A key on the next line, which is indented so far that YAML takes it for a part of the value before it. */
function overIndented(text: string, { code }: YAMLParseError, start: number): number | undefined {
  if (code !== 'MULTILINE_IMPLICIT_KEY' && code !== 'BLOCK_AS_IMPLICIT_KEY') return undefined
  const line = text.slice(text.lastIndexOf('\n', start) + 1, lineEnd(text, start))
  const value = text.slice(start, lineEnd(text, start))
  // A word that has the line for itself is a key without its colon.
  if (/:\s/.test(value) || /^["'[{]/.test(value) || line.trimStart() === value) return undefined
  const [blanks, indent = ''] =
    /^(?:\s*\n)*([ ]*)(?=["']?[\w.-]+["']?\s*:(?:\s|$))/.exec(text.slice(lineEnd(text, start) + 1)) ?? []
  const isDeeper = indent.length > line.length - line.trimStart().length
  return blanks === undefined || !isDeeper ? undefined : lineEnd(text, start) + 1 + blanks.length
}

/** A key whose colon has no space behind it, which makes one word of key and value. */
function gluedKey(text: string, start: number): string | undefined {
  return missingSpace(text.slice(start, lineEnd(text, start)))
}

function placeOf({ text }: SourceFile, error: YAMLParseError, from: number): number {
  if (error.code === 'TAB_AS_INDENT') return from
  if (error.message.includes('closing')) return openingQuote(text, from)
  const bracket = /end with a (.)/.exec(error.message)?.[1]
  if (bracket !== undefined) return openingBracket(text, { bracket, from })
  if (error.code === 'BAD_INDENT') return firstLetterOfLine(text, from)
  return lastLetterBefore(text, from)
}

/** An error at the end of a line, or of the file, belongs to the text before it. */
function lastLetterBefore(text: string, from: number): number {
  let start = Math.min(from, text.length - 1)
  while (start > 0 && /\s/.test(text[start] ?? ' ')) start -= 1
  return Math.max(start, 0)
}

function firstLetterOfLine(text: string, from: number): number {
  let start = from
  while (start < text.length && /\s/.test(text[start] ?? '')) start += 1
  return start < text.length ? start : lastLetterBefore(text, from)
}

function openingBracket(text: string, { bracket, from }: { readonly bracket: string; readonly from: number }): number {
  const opening = bracket === '}' ? '{' : '['
  let open = 0
  for (let i = Math.min(from, text.length) - 1; i >= 0; i -= 1) {
    if (text[i] === bracket) open += 1
    if (text[i] === opening && open === 0) return i
    if (text[i] === opening) open -= 1
  }
  return lastLetterBefore(text, from)
}

function openingQuote(text: string, from: number): number {
  // The parser only knows where the text ended; the quote that was never closed is the last one that opens a value.
  const pattern = /(?:^|[\s:,[{-])(["'])/g
  let found = from
  for (const match of text.slice(0, from + 1).matchAll(pattern)) found = match.index + match[0].length - 1
  return found
}

const noColon = 'could not find the expected `:` after a key'

const quoteIt = 'put the value in quotes'

const general: Partial<Record<ErrorCode, Words>> = {
  TAB_AS_INDENT: { says: 'a tab is used for indentation', fix: 'use spaces' },
  BAD_DQ_ESCAPE: { says: 'unknown escape after `\\` in double quotes', fix: 'write `\\\\`, or use single quotes' },
  BLOCK_AS_IMPLICIT_KEY: { says: 'mapping values are not allowed here: a second `: ` in one line', fix: quoteIt },
  BLOCK_IN_FLOW: { says: 'an indented block cannot stand inside `[ ]` or `{ }`; one of them may not be closed' },
  MULTILINE_IMPLICIT_KEY: { says: noColon, fix: 'end the key with `:`' },
  MULTIPLE_ANCHORS: { says: 'a value can have only one anchor (`&`)', fix: 'remove one of them' },
  MULTIPLE_TAGS: { says: 'a value can have only one tag (`!`)', fix: 'remove one of them' },
  ALIAS_PROPS: { says: 'an alias (`*`) cannot have an anchor or a tag', fix: 'remove what stands before it' },
  BAD_DIRECTIVE: { says: 'unknown directive (a line that starts with `%`)' },
  KEY_OVER_1024_CHARS: { says: 'a key is longer than 1024 characters' },
}

function wordsFor(error: YAMLParseError, text: string, start: number): Words {
  const glued = gluedKey(text, start)
  if (error.code === 'MULTILINE_IMPLICIT_KEY' || (error.code === 'MISSING_CHAR' && missing(error).says === noColon))
    if (glued !== undefined) return { says: `${noColon}: the space after the colon is missing`, fix: glued }
  const known = general[error.code]
  if (known !== undefined) return known
  const letter = text[start] ?? ''
  if (letter === '\t') return { says: 'found a tab where a value should begin', fix: 'use spaces' }
  if (error.code === 'BAD_SCALAR_START') {
    const shown = letter === '`' ? 'a backtick' : `\`${letter}\``
    return { says: `${shown} cannot start a plain value`, fix: quoteIt }
  }
  if (error.code === 'BAD_ALIAS') {
    const mark = error.message.includes('Anchor') ? '&' : '*'
    return { says: `\`${mark}\` without a name`, fix: `write a name behind it, or ${quoteIt} if it is text` }
  }
  if (letter === '{' && text[start - 1] === '$') {
    return { says: 'a `${…}` inside `{ }` or `[ ]` must be in quotes', fix: 'write "${NAME}"' }
  }
  if (error.code === 'BAD_INDENT') return indentation(error, text, start)
  return error.code === 'MISSING_CHAR' ? missing(error) : unexpected(error)
}

function indentation(error: YAMLParseError, text: string, start: number): Words {
  if (error.message.includes('end with a')) return missing(error)
  if (error.message.includes('same column')) {
    return {
      says: 'wrong indentation: entries that belong together must start in the same column',
      ...asAbove(text, start),
    }
  }
  return { says: 'wrong indentation', fix: 'indent the line as its neighbours, or deeper than its key' }
}

function missing({ message }: YAMLParseError): Words {
  if (message.includes('closing')) return { says: 'this quote is never closed', fix: 'add the closing quote' }
  if (message.includes('white space')) return { says: 'expected a space here' }
  if (message.includes('Missing space')) return { says: 'expected a space after `:`' }
  const bracket = /end with a (.)/.exec(message)?.[1]
  if (bracket !== undefined)
    return {
      says: `this bracket is never closed: did not find the expected ',' or '${bracket}'`,
      fix: `add the closing \`${bracket}\``,
    }
  return {
    says: noColon,
    fix: 'end the key with `:`, or join the line to its value',
  }
}

const removeIt = 'remove it, or add the bracket that it is to close'

function unexpected({ message }: YAMLParseError): Words {
  if (message.includes('Unexpected ,'))
    return { says: 'an entry is missing before `,`', fix: 'remove the comma, or write the entry' }
  if (message.includes('flow-map-end')) return { says: '`}` closes nothing that was opened by `{`', fix: removeIt }
  if (message.includes('flow-seq-end')) return { says: '`]` closes nothing that was opened by `[`', fix: removeIt }
  if (message.includes('at node end'))
    return { says: 'text stands after a value that has ended', fix: 'put the whole value in quotes' }
  if (message.includes('lock scalar header')) return { says: 'text after `|` or `>` must start on the next line' }
  return {
    says: 'did not find the expected key or value here',
    fix: 'look at quotes, brackets and indentation near this place',
  }
}
