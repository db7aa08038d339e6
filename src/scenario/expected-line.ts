import { suggest } from '../source/suggest.ts'
import { literally, type Pattern, readPattern } from './pattern.ts'

/** One line of an expected text. */
export type ExpectedLine =
  /** `...` alone: any lines, none too. */
  | { readonly kind: 'any'; readonly text: string }
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'pattern'; readonly text: string; readonly pattern: Pattern }

/** What stands in an expected text for what varies. Linear, each of them. */
const placeholders: ReadonlyMap<string, string> = new Map([
  ['any', '.*?'],
  ['word', '\\S+'],
  ['number', '-?\\d+(?:\\.\\d+)?'],
  ['id', '[0-9a-f]{12,64}'],
  ['duration', '\\d+(?:\\.\\d+)?\\s?(?:ns|µs|us|ms|s|m|h|seconds?|minutes?|hours?|days?)'],
  ['date', '\\d{4}[-/]\\d\\d[-/]\\d\\d(?:[T ]\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?'],
  ['port', '\\d{1,5}'],
  ['ip', '\\d{1,3}(?:\\.\\d{1,3}){3}'],
])

/** Throws an Error that says what is wrong with a placeholder. */
export function expectedLines(lines: readonly string[]): readonly ExpectedLine[] {
  return lines.map(expectedLine)
}

function expectedLine(given: string): ExpectedLine {
  const text = given.trimEnd()
  if (text.trim() === '...') return { kind: 'any', text }
  const parts = text.split(/(\{\{(?:\/.*?\/[a-z]*|[a-z]+)\}\}|\.\.\.)/)
  if (parts.length === 1) return { kind: 'literal', text }
  const source = parts.map((part, index) => (index % 2 === 0 ? literally(part) : placeholder(part))).join('')
  return { kind: 'pattern', text, pattern: { source: `^${source}$`, flags: '' } }
}

function placeholder(part: string): string {
  if (part === '...') return '.*?'
  const name = part.slice(2, -2)
  if (name.startsWith('/')) return `(?:${readPattern(name).source})`
  const source = placeholders.get(name)
  if (source !== undefined) return source
  const near = suggest(name, placeholders.keys())
  const help = near === undefined ? `there are ${[...placeholders.keys()].join(', ')}` : `did you mean \`${near}\`?`
  throw new Error(`unknown placeholder ${part}: ${help}`)
}
