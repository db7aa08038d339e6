import type { UserPatterns } from '../../run/user-patterns.ts'
import { align, unified, withoutMiddle } from '../../scenario/compare.ts'
import { expectedLines } from '../../scenario/expected-line.ts'
import { atPath, holds } from '../../scenario/json-path.ts'
import { patternText } from '../../scenario/pattern.ts'
import { inOrder } from '../../scenario/progress-order.ts'
import type { Expectation, ExpectedText } from '../../scenario/scenario.ts'
import { comparable } from '../../scenario/varying.ts'
import type { Origin } from '../../source/node.ts'
import type { Result } from './result.ts'

/** What a step gave that it should not have given. */
export interface Mismatch {
  readonly number: number
  readonly at: Origin
  /** Behind the step's subject: `printed something else`. */
  readonly message: string
  /** Lines of a unified difference. */
  readonly diff: readonly string[]
  readonly fix?: string
}

/** The first thing in which the result is not what is written; undefined when all is. */
export async function check(
  expectation: Expectation,
  result: Result,
  patterns: UserPatterns,
): Promise<Mismatch | undefined> {
  const { number, at } = expectation
  const wrong = (message: string, diff: readonly string[] = []): Mismatch => ({ number, at, message, diff })
  const code = wrongCode(expectation, result)
  if (code !== undefined) return wrong(code, tail(result))
  const lacking = expectation.contains.find((text) => !result.text.includes(text))
  if (lacking !== undefined) return wrong(`does not contain ${JSON.stringify(lacking)}`, tail(result))
  const found = await patterns.test(expectation.matches, [result.text])
  const unmatched = expectation.matches.find((_, index) => found[index]?.[0] !== true)
  if (unmatched !== undefined) return wrong(`does not match ${patternText(unmatched)}`, tail(result))
  const json = wrongJson(expectation, result)
  if (json !== undefined) return { ...wrong(json.message, tail(result)), at: json.at }
  if (expectation.text === undefined) return undefined
  const diff = await difference(expectation.text, result, patterns)
  if (diff.length === 0) return undefined
  return { ...wrong('gave something else', diff), at: placeOf(diff, expectation.text, at) }
}

function wrongCode({ exit, status }: Expectation, result: Result): string | undefined {
  if (result.kind === 'output') {
    return exit === undefined || exit === 'any' || exit === result.exitCode
      ? undefined
      : `ended with exit code ${result.exitCode}, not ${exit}`
  }
  if (status === undefined || status === result.status) return undefined
  if (result.status === 'none') return `has no answer, not ${status}`
  return `answered ${result.status}, ${status === 'none' ? 'and no answer is expected' : `not ${status}`}`
}

function wrongJson(
  { json }: Expectation,
  { text }: Result,
): { readonly message: string; readonly at: Origin } | undefined {
  const [first] = json
  if (first === undefined) return undefined
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { message: 'is not JSON', at: first.at }
  }
  const wrong = json.find((one) => !holds(atPath(value, one.path), one.value))
  if (wrong === undefined) return undefined
  const found = JSON.stringify(atPath(value, wrong.path)) ?? 'nothing'
  return { message: `has ${found} at ${wrong.path}, not ${JSON.stringify(wrong.value)}`, at: wrong.at }
}

/** The end of what came, where the reason is no difference of lines. */
function tail({ lines }: Result): readonly string[] {
  const last = lines.slice(-20)
  return last.map((line) => ` ${line}`)
}

/** Where the first line stands that did not come; the whole, where more came than is written. */
function placeOf(diff: readonly string[], { lines, firstLine }: ExpectedText, at: Origin): Origin {
  const missing = diff.find((line) => line.startsWith('-'))?.slice(1)
  const index = missing === undefined ? -1 : lines.findIndex((line) => line.trimEnd() === missing)
  const start = index === -1 ? undefined : at.file.lineStarts[firstLine - 1 + index]
  if (start === undefined) return at
  const text = at.file.text.slice(start).split('\n', 1)[0] ?? ''
  const indentation = text.length - text.trimStart().length
  return { file: at.file, start: start + indentation, end: start + Math.max(text.length, indentation + 1) }
}

/** What varies counts as equal, and so does another order of things that are made side by side. */
async function difference(text: ExpectedText, { lines }: Result, patterns: UserPatterns): Promise<readonly string[]> {
  const expected = expectedLines(withoutMiddle(withoutEnd(inOrder(text.lines))))
  const actual = withoutMiddle(withoutEnd(inOrder(lines)))
  const plain = actual.map(comparable)
  const literal = expected.map((line) => comparable(line.text))
  const rules = expected.flatMap((line, index) => (line.kind === 'pattern' ? [{ index, pattern: line.pattern }] : []))
  const table = await patterns.test(
    rules.map(({ pattern }) => pattern),
    actual.map((line) => line.trimEnd()),
  )
  const rows = new Map(rules.map(({ index }, row) => [index, table[row]]))
  const aligned = align(expected, actual, (e, a) => literal[e] === plain[a] || rows.get(e)?.[a] === true)
  return unified(aligned)
}

function withoutEnd(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => line.trim() !== '')
  return lines.slice(0, last + 1)
}
