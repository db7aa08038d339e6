import type { ErrorCode, YAMLParseError } from 'yaml'
import { lineColumn, type SourceFile, withText } from './file.ts'
import { type SyntaxError, syntaxError } from './syntax-error.ts'

/** Mistakes of syntax that one file is told at once. */
const most = 10

/** Characters that are parsed again to tell mistakes from their consequences. */
const patience = 262_144

/**
 * The mistakes behind what the parser has stumbled over, in the order of the file. One slip makes it stumble again and
 * again, so a further error counts only where it is about letters within its line, and is there, in the same words and place,
 * without the lines of the mistakes before it. `errorsOf` parses a text.
 */
export function syntaxMistakes(
  file: SourceFile,
  errors: readonly YAMLParseError[],
  errorsOf: (text: string) => readonly YAMLParseError[],
): readonly SyntaxError[] {
  const seen = new Set(errors.map(identity))
  const mistakes: SyntaxError[] = []
  let left = errors
  let text = file.text
  let spent = 0
  for (let [first] = left; first !== undefined; [first] = left) {
    const mistake = syntaxError(withText(file, text), first)
    mistakes.push(mistake)
    spent += text.length
    if (left.length === 1 || mistakes.length === most || spent > patience) break
    text = withoutLine(withText(file, text), mistake.start)
    const rest: SourceFile = withText(file, text)
    left = errorsOf(text).filter((error) => isLocal(error, rest) && seen.has(identity(error)))
  }
  return mistakes.toSorted((a, b) => a.start - b.start)
}

const local: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'BAD_SCALAR_START',
  'BAD_DQ_ESCAPE',
  'BAD_ALIAS',
  'ALIAS_PROPS',
  'MULTIPLE_ANCHORS',
  'MULTIPLE_TAGS',
  'TAB_AS_INDENT',
])

/** One line that is indented wrongly makes those below it look wrong, too; these have their cause in themselves. */
function isLocal(error: YAMLParseError, file: SourceFile): boolean {
  if (local.has(error.code)) return true
  const { message, start } = syntaxError(file, error)
  if (error.message.startsWith('Nested mappings')) return /: .*:(?:\s|$)/.test(lineAt(file, start))
  return /^Missing ,|at node end/.test(error.message) && !message.includes('indent')
}

function lineAt(file: SourceFile, offset: number): string {
  const { line } = lineColumn(file, offset)
  return file.text.slice(file.lineStarts[line - 1] ?? 0, file.lineStarts[line] ?? file.text.length).trimEnd()
}

function identity({ code, pos: [start], message }: YAMLParseError): string {
  return `${start} ${code} ${message}`
}

/** Blanks in the place of a line, so that all else stays where it is. */
function withoutLine(file: SourceFile, offset: number): string {
  const { text } = file
  const { line } = lineColumn(file, offset)
  const start = file.lineStarts[line - 1] ?? 0
  const end = file.lineStarts[line] ?? text.length
  return text.slice(0, start) + text.slice(start, end).replaceAll(/[^\r\n]/g, ' ') + text.slice(end)
}
