import { warnUnset, warnUnsetWith } from '../attributes/grammar/interpolate.ts'
import {
  fillTemplate,
  isParts,
  metered,
  parseTemplate,
  type TemplateFault,
  TooLong,
  type Variables,
} from '../attributes/grammar/template.ts'
import type { DiagnosticKind, Report } from '../source/diagnostic.ts'
import { lineColumn, lineEnd, type SourceFile } from '../source/file.ts'
import { limits } from '../source/limits.ts'
import type { Origin } from '../source/node.ts'

/**
 * Where values and bare keys of an env file look: the shell, the project's variables, other files.
 * `own` is what the file itself has given the variable so far, so that a lookup can prefer it or not.
 */
export type Lookup = (name: string, own?: string) => string | undefined

interface Context {
  readonly file: SourceFile
  readonly text: string
  readonly lookup: Lookup
  readonly report: Report
  readonly values: Map<string, string>
  /** What values may name: `lookup` and `values`. */
  readonly variables: Variables
  /** The line on which each variable is set last; made when it is asked for. */
  readonly setAt: { lines?: ReadonlyMap<string, number> }
}

/** What was read, and the offset at which the rest begins. */
interface Read {
  readonly value: string
  readonly next: number
}

/** Ends the reading of a line whose mistake is reported, or of the file where nobody knows how it goes on. Never leaves this module. */
class Unreadable extends Error {
  readonly next: number | undefined
  constructor(next: number | undefined) {
    super('unreadable')
    this.next = next
  }
}

/**
 * The variables of an env file (`.env`, `env_file`, `label_file`) as docker compose 2.40.3 reads them (COMPOSE.md: env files):
 * `[export ]KEY=value` or `KEY: value`, quotes, escapes and interpolation; a bare `KEY` is taken from `lookup`.
 * Nothing is ever executed. Every line with a mistake is reported, and what the others say is returned.
 */
export function parseDotenv(file: SourceFile, lookup: Lookup, report: Report): Map<string, string> {
  const values = new Map<string, string>()
  const variables = metered({
    get: (name) => {
      const own = values.get(name)
      return lookup(name, own) ?? own
    },
  })
  const context: Context = { file, text: file.text, lookup, report, values, variables, setAt: {} }
  let at = statementStart(context.text, file.text.startsWith('\ufeff') ? 1 : 0)
  while (at < context.text.length) at = statementStart(context.text, readable(context, at))
  return context.values
}

/** Where the statement ends, also where it cannot be read. */
function readable(context: Context, from: number): number {
  try {
    return statement(context, from)
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    return error.next ?? context.text.length
  }
}

/** The offset of the next key, after blank lines and comments. */
function statementStart(text: string, from: number): number {
  let at = from
  for (;;) {
    at = endOf(/\s*/y, text, at)
    if (text[at] !== '#') return at
    at = lineEnd(text, at)
  }
}

function statement(context: Context, from: number): number {
  const { text, values, lookup } = context
  const keyFrom = from + (/^export[\s]+/.exec(text.slice(from, from + 64))?.[0].length ?? 0)
  const { key, end, separator } = keyAt(context, keyFrom)
  if (separator !== '=' && separator !== ':') {
    const inherited = lookup(key)
    if (inherited !== undefined) values.set(key, inherited)
    return end
  }
  let valueFrom = end + 1
  while (isBlank(text[valueFrom])) valueFrom += 1
  const quote = text[valueFrom]
  const { value, next } = quote === '"' || quote === "'" ? quoted(context, valueFrom) : plain(context, valueFrom)
  values.set(key, value)
  return next
}

/** Where a sticky pattern that matches anything ends; for what it passes over it needs no look at each letter. */
function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from
  pattern.test(text)
  return pattern.lastIndex
}

interface Key {
  readonly key: string
  readonly end: number
  readonly separator: string | undefined
}

const pair = 'write `NAME=value`; a comment begins with `#`'

function keyAt(context: Context, from: number): Key {
  const { text } = context
  const end = endOf(/[^=:\n]*/y, text, from)
  const key = text.slice(from, end).trimEnd()
  const odd = /[^\p{L}\p{N}_.\-[\]\s]/u.exec(key)
  if (odd !== null) {
    const says = `unexpected character ${JSON.stringify(odd[0])} in variable name`
    fail(context, { at: from + odd.index, says, fix: pair, next: lineEnd(text, from) })
  }
  if (/\s/.test(key))
    fail(context, { at: from, says: 'key cannot contain a space', fix: pair, next: lineEnd(text, from) })
  return { key, end, separator: text[end] }
}

function plain(context: Context, from: number): Read {
  const end = lineEnd(context.text, from)
  const line = context.text.slice(from, end)
  const comment = line.indexOf(' #')
  const value = (comment === -1 ? line : line.slice(0, comment)).trimEnd()
  return { value: expanded(context, value, from), next: end }
}

function quoted(context: Context, from: number): Read {
  const { text } = context
  const quote = text[from]
  let end = from + 1
  while (end < text.length && text[end] !== quote) end += text[end] === '\\' ? 2 : 1
  if (end >= text.length)
    return fail(context, { at: from, says: 'unterminated quoted value', fix: 'add the closing quote' })
  const written = text.slice(from + 1, end)
  const value = written.replaceAll(/\\([^])/g, (pair, letter: string) => (letter === quote ? letter : pair))
  return { value: quote === '"' ? expanded(context, unescaped(value), from) : value, next: end + 1 }
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ['"', '"'],
  // A template reads two dollars as one that is literal.
  ['$', '$$'],
])

/** The escapes of Go strings. Octals that Go refuses lose their zero (observed with docker compose 2.40.3). */
function unescaped(value: string): string {
  return value.replace(/\\(?:([abcfnrtv$"\\])|0(\d{0,3}))/g, (written, letter: string | undefined, octal: string) => {
    if (letter !== undefined) return escapes.get(letter) ?? written
    const code = /^[0-3]?[0-7]{2}$/.test(octal) && octal.length === 3 ? parseInt(octal, 8) : undefined
    return code === undefined ? `\\${octal}` : String.fromCharCode(code)
  })
}

function expanded(context: Context, value: string, from: number): string {
  if (!value.includes('$')) return value
  const at = placeAt(context, from)
  const parts = parseTemplate(value)
  if (!isParts(parts)) return refuseTemplate(parts, from, context)
  try {
    const filled = fillTemplate(parts, context.variables, {
      unset: ({ name }) => warnNotYet(name, at, context),
      missing: ({ name, raw }) =>
        tell(context, {
          at: from,
          says: `required variable ${name} is missing a value${raw === '' ? '' : `: ${raw}`}`,
          fix: `set ${name} in the shell, or further up in this file`,
        }),
    })
    return filled ?? ''
  } catch (error) {
    if (!(error instanceof TooLong)) throw error
    const says = `variables add more than ${limits.expansion / 1024} KiB to this file`
    return fail(context, { at: from, says, fix: 'pass large texts as files, not as variables', kind: 'too-large' })
  }
}

function refuseTemplate({ isTooDeep }: TemplateFault, at: number, context: Context): string {
  if (isTooDeep) {
    const says = `variables stand within each other, at most ${limits.nestedVariables} deep`
    return fail(context, { at, says, fix: 'give a name to a part of it, in a line further up', kind: 'too-large' })
  }
  tell(context, {
    at,
    says: 'invalid interpolation format: `${` without a variable',
    fix: 'write ${NAME} or ${NAME:-default}; a literal `$` is written `\\$`, or the value in single quotes',
  })
  return ''
}

/** A value sees only what stands above it. */
function warnNotYet(name: string, at: Origin, { file, report, setAt }: Context): void {
  setAt.lines ??= linesOfNames(file.text)
  if ((setAt.lines.get(name) ?? 0) <= lineColumn(file, at.start).line) return warnUnset(name, report, () => at)
  const fix = `${name} is set further down in this file: move that line up`
  warnUnsetWith(name, report, () => ({ at, fix }))
}

function linesOfNames(text: string): ReadonlyMap<string, number> {
  const names = text.split('\n').map((line) => /^\s*(?:export\s+)?([^\s=:#]+)\s*[=:]/.exec(line)?.[1])
  return new Map(names.flatMap((name, index): [string, number][] => (name === undefined ? [] : [[name, index + 1]])))
}

function isBlank(letter: string | undefined): boolean {
  return letter !== undefined && letter !== '\n' && /\s/.test(letter)
}

function placeAt({ file }: Context, offset: number): Origin {
  return { file, start: offset, end: Math.min(offset + 1, file.text.length) }
}

interface Fault {
  readonly at: number
  readonly says: string
  readonly fix: string
  readonly kind?: DiagnosticKind
  /** Where the reading goes on; absent where it ends. */
  readonly next?: number
}

function fail(context: Context, fault: Fault): never {
  tell(context, fault)
  throw new Unreadable(fault.next)
}

function tell(context: Context, fault: Fault): void {
  const { line } = lineColumn(context.file, fault.at)
  const place = { at: placeAt(context, fault.at), fix: fault.fix }
  context.report.error(fault.kind ?? 'env-file', `line ${line}: ${fault.says}`, place)
}

/**
 * The variables of an `env_file` with `format: raw`, the format of `docker run --env-file`: each line is
 * `KEY=value` taken literally, or a bare `KEY` taken from `lookup` (observed with docker compose 2.40.3).
 */
export function parseRaw(file: SourceFile, lookup: Lookup, report: Report): Map<string, string> {
  const values = new Map<string, string>()
  for (const [index, start] of file.lineStarts.entries()) {
    const whole = file.text.slice(start, lineEnd(file.text, start)).replace(/\r$/, '')
    const line = whole.replace(/^\ufeff/, '').trimStart()
    if (line === '' || line.startsWith('#')) continue
    const equals = line.indexOf('=')
    const key = equals === -1 ? line : line.slice(0, equals)
    const says =
      key === '' ? 'no variable name before `=`' : /\s/.test(key) ? 'variable contains whitespaces' : undefined
    if (says !== undefined) {
      report.error('env-file', `line ${index + 1}: ${says}`, {
        at: { file, start, end: start + whole.length },
        fix: 'write `NAME=value`; with `format: raw` all behind the `=` is the value',
      })
      continue
    }
    const value = equals === -1 ? lookup(key) : line.slice(equals + 1)
    if (value !== undefined) values.set(key, value)
  }
  return values
}

/** Where the lines that give variables begin; of a name that is given twice the last. Values of several lines may hold more. */
export function dotenvPlaces(file: SourceFile): ReadonlyMap<string, Origin> {
  const places = new Map<string, Origin>()
  for (const start of file.lineStarts) {
    const line = file.text.slice(start, lineEnd(file.text, start)).trimEnd()
    const [lead, name] = /^\ufeff?\s*(?:export\s+)?([^\s=:#]+)/.exec(line) ?? []
    if (lead !== undefined && name !== undefined) {
      places.set(name, { file, start: start + lead.length - name.length, end: start + line.length })
    }
  }
  return places
}
