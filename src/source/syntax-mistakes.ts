import type { YAMLParseError } from 'yaml'
import { lineColumn, type SourceFile } from './file.ts'
import { type SyntaxError, syntaxError } from './syntax-error.ts'

/** Mistakes of syntax that one file is told at once. */
const most = 10

/** Characters that are parsed again to tell mistakes from their consequences. */
const patience = 262_144

/**
 * The mistakes behind what the parser has stumbled over, in the order of the file. One slip makes it stumble again and
 * again, so a further error counts only where it is there, in the same words and place, without the lines of the mistakes
 * before it. `errorsOf` parses a text.
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
    const mistake = syntaxError({ ...file, text }, first)
    mistakes.push(mistake)
    spent += text.length
    if (left.length === 1 || mistakes.length === most || spent > patience) break
    text = withoutLine({ ...file, text }, mistake.start)
    left = errorsOf(text).filter((error) => seen.has(identity(error)))
  }
  return mistakes.toSorted((a, b) => a.start - b.start)
}

function identity({ code, pos: [start], message }: YAMLParseError): string {
  return `${start} ${code} ${message}`
}

/** Blanks in the place of a line, so that all else stays where it is. */
function withoutLine({ text, ...file }: SourceFile, offset: number): string {
  const { line } = lineColumn({ ...file, text }, offset)
  const start = file.lineStarts[line - 1] ?? 0
  const end = file.lineStarts[line] ?? text.length
  return text.slice(0, start) + text.slice(start, end).replaceAll(/[^\r\n]/g, ' ') + text.slice(end)
}
