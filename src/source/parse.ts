import { Composer, Lexer, Parser, type CST, type Document, type YAMLParseError } from 'yaml'
import { createBuilder } from './build-node.ts'
import { createReport, type Report } from './diagnostic.ts'
import { type SourceFile, withText } from './file.ts'
import { limits } from './limits.ts'
import type { Node } from './node.ts'
import { syntaxMistakes } from './syntax-mistakes.ts'

/**
 * The documents of a compose file, in order; none when the text holds nothing but comments.
 * Reads YAML as go-yaml v3 does (COMPOSE.md: YAML). Aliases share the node of their anchor, merge keys are
 * resolved, `!reset` and `!override` become `Node.tag`. Every mistake is reported; what could be read is returned.
 */
export function parseYaml(file: SourceFile, report: Report): readonly Node[] {
  if (file.text.length > limits.fileSize) {
    const size = `${Math.ceil(file.text.length / 1024)} KiB`
    report.error(
      'too-large',
      `the file is too large: ${size}, at most ${limits.fileSize / 1024} KiB are read`,
      at(file, 0),
    )
    return []
  }
  if (reportsControlCharacter(file, report) || reportsMergeKeys(file, report)) return []
  const documents = documentsOf(file, report)
  if (documents === undefined || reportsSyntax(documents, file, report)) return []
  const builder = createBuilder(file, report)
  const empty = documents.find(isEmpty)
  if (empty !== undefined && documents.length === 1) return []
  if (empty !== undefined) {
    const message = 'top-level object must be a mapping: this document is empty'
    report.error('wrong-type', message, { ...at(file, empty.range?.[0] ?? 0), fix: 'remove the `---` before it' })
  }
  return documents
    .filter((document) => !isEmpty(document))
    .flatMap((document) => builder.build(document.contents) ?? [])
}

/**
 * The documents of a text. Indentation inside of brackets and quotes means nothing to go-yaml; here it counts at first,
 * because it tells where one that is never closed was meant to end.
 */
function documentsOf(file: SourceFile, report: Report): Document.Parsed[] | undefined {
  const tokens = tokensOf(file, report, new Lexer())
  if (tokens === undefined) return undefined
  const documents = composed(tokens, file)
  if (documents.every(isSound)) return documents
  const again = tokensOf(file, createReport(), relaxedLexer())
  const relaxed = again === undefined ? [] : composed(again, file)
  return relaxed.length > 0 && relaxed.every(isSound) ? relaxed : documents
}

function isSound(document: Document.Parsed): boolean {
  return errorsIn(document).length === 0
}

/** To go-yaml a `#` that follows a quote or bracket at once begins a comment, too. */
function errorsIn({ errors }: Document.Parsed): readonly YAMLParseError[] {
  return errors.filter(({ message }) => !message.startsWith('Comments must be separated'))
}

function at(file: SourceFile, start: number): { at: { file: SourceFile; start: number; end: number } } {
  return { at: { file, start, end: start + 1 } }
}

// The range of go-yaml's reader: what is printable in YAML, and the byte order mark. U+FFFD stands for a broken byte.
// eslint-disable-next-line no-control-regex
const unprintable = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufffd\ufffe\uffff]/

function reportsControlCharacter(file: SourceFile, report: Report): boolean {
  const found = unprintable.exec(file.text)
  if (found === null) return false
  if (found[0] === '\ufffd') {
    const message = 'the file is not UTF-8: a byte here is not part of a character'
    report.error('yaml-syntax', message, { ...at(file, found.index), fix: 'save the file as UTF-8' })
    return true
  }
  const code = found[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  const message = `control characters are not allowed in YAML: found U+${code}`
  const fix = `remove it, or write "\\u${code}" in double quotes`
  report.error('yaml-syntax', message, { ...at(file, found.index), fix })
  return true
}

/** Told before anything is parsed: each merge key costs as much as it brings. */
function reportsMergeKeys(file: SourceFile, report: Report): boolean {
  let count = 0
  for (const { index } of file.text.matchAll(/(?<=^|[\s{,])<<\s*:/g)) {
    count += 1
    if (count <= limits.mergeKeys) continue
    report.error('too-large', tooManyMergeKeys, at(file, index))
    return true
  }
  return false
}

const tooManyMergeKeys = `the file holds more than ${limits.mergeKeys} merge keys`

/** Stops before deep nesting reaches the composer, which calls itself for each level, and before too many values do. */
function tokensOf(file: SourceFile, report: Report, lexer: Lexer): CST.Token[] | undefined {
  const parser = new Parser()
  const tokens: CST.Token[] = []
  const counts = { values: 0, mergeKeys: 0, documents: 0 }
  for (const lexeme of lexer.lex(file.text)) {
    for (const token of parser.next(lexeme)) tokens.push(token)
    count(lexeme, counts)
    const excess = excessOf(counts, parser)
    if (excess === undefined) continue
    report.error('too-large', excess, at(file, parser.offset))
    return undefined
  }
  for (const token of parser.end()) tokens.push(token)
  return tokens
}

/** What the declarations of a lexer hide. */
interface Hidden {
  readonly flowLevel: number
  parseQuotedScalar: () => Generator<string>
}

/** A lexer to which indentation means nothing inside of brackets and quotes, as to go-yaml. */
function relaxedLexer(): Lexer {
  const lexer = new Lexer()
  const within = lexer as unknown as Hidden
  const quoted = within.parseQuotedScalar.bind(lexer)
  let isQuoted = false
  within.parseQuotedScalar = function* () {
    isQuoted = true
    const next = yield* quoted()
    isQuoted = false
    return next
  }
  let indentation = 0
  return Object.defineProperty(lexer, 'indentNext', {
    get: () => (isQuoted || within.flowLevel > 0 ? 0 : indentation),
    set: (next: number) => {
      indentation = next
    },
  })
}

interface Counts {
  values: number
  mergeKeys: number
  documents: number
}

function count(lexeme: string, counts: Counts): void {
  // The lexer's marks of a scalar and of a document.
  if (lexeme === '\u001f' || lexeme[0] === '"' || lexeme[0] === "'") counts.values += 1
  else if (lexeme === '<<') counts.mergeKeys += 1
  else if (lexeme === '\u0002' || lexeme === '---') counts.documents += 1
}

function excessOf(counts: Counts, parser: Parser): string | undefined {
  // The document itself and the scalar in progress are on the stack as well.
  if (parser.stack.length > limits.depth + 2) return `too deeply nested: at most ${limits.depth} levels are read`
  if (counts.values > limits.values) return `the file holds more than ${limits.values} keys and values`
  if (counts.mergeKeys > limits.mergeKeys) return tooManyMergeKeys
  if (counts.documents > limits.documents) return `the file holds more than ${limits.documents} documents`
  return undefined
}

function composed(tokens: Iterable<CST.Token>, file: SourceFile): Document.Parsed[] {
  const composer = new Composer({
    schema: 'failsafe',
    resolveKnownTags: false,
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  })
  return [...composer.compose(tokens, false, file.text.length)]
}

function reportsSyntax(documents: readonly Document.Parsed[], file: SourceFile, report: Report): boolean {
  const errors = documents.flatMap(errorsIn)
  const errorsOf = (text: string): readonly YAMLParseError[] =>
    (documentsOf(withText(file, text), createReport()) ?? []).flatMap(errorsIn)
  for (const { message, start, end, fix } of errors.length === 0 ? [] : syntaxMistakes(file, errors, errorsOf))
    report.error('yaml-syntax', message, { at: { file, start, end }, ...(fix === undefined ? {} : { fix }) })
  return errors.length > 0
}

function isEmpty(document: Document.Parsed): boolean {
  const { contents } = document
  if (contents === null) return true
  return (
    'source' in contents &&
    contents.source === '' &&
    contents.range[0] === contents.range[1] &&
    contents.tag === undefined
  )
}
