import { kindOf } from '../source/codes.ts'
import { lineColumn, type SourceFile } from '../source/file.ts'
import type { Origin } from '../source/node.ts'

/** A comment that says which rules are not to be told. */
export interface IgnoreComment {
  /** Kinds, and words that name no rule. */
  readonly rules: readonly string[]
  readonly scope: 'line' | 'file'
  readonly at: Origin
  /** Nothing else stands on its line: it is about the next one. */
  readonly alone: boolean
}

const comment = /(?:^|\s)#.*?\bmuster-lint\s+(ignore|ignore-file)=([\w,-]+)/g

/** The comments of a file, in compose files and Dockerfiles the same. */
export function ignoreComments(file: SourceFile): readonly IgnoreComment[] {
  return [...file.text.matchAll(comment)].map((match) => {
    const start = match.index + match[0].indexOf('#')
    const { line } = lineColumn(file, start)
    const before = file.text.slice(file.lineStarts[line - 1], start)
    return {
      rules: (match[2] ?? '')
        .split(',')
        .filter((word) => word !== '')
        .map((word) => kindOf(word) ?? word),
      scope: match[1] === 'ignore-file' ? 'file' : 'line',
      at: { file, start, end: match.index + match[0].length },
      alone: before.trim() === '',
    }
  })
}

/**
 * Whether a comment silences a rule at a place: `ignore-file=` anywhere in the file, `ignore=` at the end of the line, or in the
 * lines of comments right above it. `statement` is what the place is a part of and what can have a comment above: an
 * instruction of several lines.
 */
export function isIgnored(
  { kind, at, statement = at }: { readonly kind: string; readonly at: Origin; readonly statement?: Origin },
  comments: readonly IgnoreComment[],
): boolean {
  const lines = new Set([at, statement].flatMap((place) => linesAbout(place)))
  return comments.some(({ rules, scope, at: place, alone }) => {
    if (!rules.includes(kind)) return false
    if (scope === 'file') return true
    const { line } = lineColumn(place.file, place.start)
    return lines.has(`${line}${alone ? 'above' : 'end'}`)
  })
}

/** The line of a place, and the lines of comments right above it. */
function linesAbout({ file, start }: Origin): readonly string[] {
  const { line } = lineColumn(file, start)
  const found = [`${line}end`]
  for (let above = line - 1; above > 0 && /^\s*#/.test(lineOf(file, above)); above -= 1) found.push(`${above}above`)
  return found
}

function lineOf(file: SourceFile, line: number): string {
  return file.text.slice(file.lineStarts[line - 1], file.lineStarts[line] ?? file.text.length)
}
