import type { Details, Report } from '../../source/diagnostic.ts'
import { limits } from '../../source/limits.ts'
import type { Entry, Mapping, Node, Origin, Scalar } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import {
  fillTemplate,
  isParts,
  metered,
  parseTemplate,
  type Part,
  type Reference,
  type TemplateFault,
  TooLong,
  type Variables,
} from './template.ts'

interface Context {
  readonly variables: Variables
  readonly report: Report
  readonly path: (string | number)[]
  /** Aliases share nodes: what was done for one holds for the other. */
  readonly done: Map<Node, Node>
}

/**
 * Puts the values of variables into every string of a document; keys stay as they are (COMPOSE.md: interpolation).
 * A changed scalar is a string again and keeps its place, with `via` naming the variables. Each unset variable is
 * warned about once for a report; a wrong template or a missing required variable is an error at its `$`.
 */
export function interpolate(node: Node, variables: Variables, report: Report): Node {
  return interpolateNode(node, { variables: metered(variables), report, path: [], done: new Map() })
}

function interpolateNode(node: Node, context: Context): Node {
  if (node.kind === 'scalar' && (typeof node.value !== 'string' || !node.value.includes('$'))) return node
  const known = context.done.get(node)
  if (known !== undefined) return known
  const result = node.kind === 'map' ? interpolateMapping(node, context) : interpolateOther(node, context)
  context.done.set(node, result)
  return result
}

function interpolateMapping(map: Mapping, context: Context): Mapping {
  let changed = false
  const entries = new Map<string, Entry>()
  for (const [key, entry] of map.entries) {
    const node = within(key, entry.node, context)
    if (node !== entry.node) changed = true
    entries.set(key, node === entry.node ? entry : { keyAt: entry.keyAt, node })
  }
  return changed ? { ...map, entries } : map
}

function interpolateOther(node: Exclude<Node, Mapping>, context: Context): Node {
  if (node.kind === 'scalar') return interpolateScalar(node, context)
  const items = node.items.map((item, index) => within(index, item, context))
  return items.some((item, index) => item !== node.items[index]) ? { ...node, items } : node
}

function within(step: string | number, node: Node, context: Context): Node {
  context.path.push(step)
  const result = interpolateNode(node, context)
  context.path.pop()
  return result
}

function interpolateScalar(node: Scalar, context: Context): Scalar {
  const raw = String(node.value)
  const parts = parseTemplate(raw)
  if (!isParts(parts)) {
    reportFault(node, parts, context)
    return unfilled(node)
  }
  const names = new Set<string>()
  const filled = fill(parts, node, { names, context })
  // After a missing required variable the template stays: nobody may take the rest for the value.
  if (filled === undefined) return unfilled(node)
  return {
    ...node,
    type: 'string',
    value: filled,
    at: { ...node.at, via: { kind: 'variable', raw, names: [...names] } },
  }
}

function fill(
  parts: readonly Part[],
  node: Scalar,
  { names, context }: { readonly names: Set<string>; readonly context: Context },
): string | undefined {
  try {
    return fillTemplate(parts, context.variables, {
      used: ({ name }) => names.add(name),
      unset: ({ name, start }) => warnUnset(name, context.report, () => placeOf(node, start)),
      missing: (reference) => reportRequired(reference, node, context),
    })
  } catch (error) {
    if (!(error instanceof TooLong)) throw error
    // From here on every variable is too much: the first place says it.
    if (!context.report.diagnostics.some((it) => it.kind === 'too-large' && it.at?.file === node.at.file)) {
      const message = `${pathText(context.path)}: variables add more than ${limits.expansion / 1024} KiB to this file`
      context.report.error('too-large', message, { at: node.at, fix: 'pass large texts as files, not as variables' })
    }
    return undefined
  }
}

function unfilled(node: Scalar): Scalar {
  const raw = String(node.value)
  return { ...node, at: { ...node.at, via: { kind: 'variable', raw, names: [], unfilled: true } } }
}

/** Variables that shells have and hand to no program. */
const unexported: ReadonlyMap<string, string> = new Map([
  ['UID', 'bash and zsh have UID, and hand it to programs only after `export UID`; or write ${UID:-1000}'],
  ['GID', '`export GID="$(id -g)"` sets it, as shells do not; or write ${GID:-1000}'],
])

/** Warns that a variable is not set, once for each name in a report, in the words of docker compose. */
export function warnUnset(name: string, report: Report, at: () => Origin): void {
  warnUnsetWith(name, report, () => ({
    at: at(),
    fix:
      unexported.get(name) ??
      `set ${name} in the shell or in .env, write \${${name}:-default}, or $$${name} for a literal dollar`,
  }))
}

/** The same with a remedy of its own. */
export function warnUnsetWith(name: string, report: Report, more: () => Pick<Details, 'at' | 'fix'>): void {
  report.warnOnce('variable-unset', unsetMessage(name), more)
}

/** The words of docker compose for a variable that is not set. */
export function unsetMessage(name: string): string {
  return `The "${name}" variable is not set. Defaulting to a blank string.`
}

function reportRequired({ name, raw, start }: Reference, node: Scalar, context: Context): void {
  // The text as written: what its own variables hold may be secret.
  const message = `${pathText(context.path)}: required variable ${name} is missing a value${raw === '' ? '' : `: ${raw}`}`
  const fix = `set ${name} in the shell, in .env or with --env-file`
  context.report.error('variable-required', message, { at: placeOf(node, start), fix })
}

function reportFault(node: Scalar, { start, isTooDeep }: TemplateFault, context: Context): void {
  if (isTooDeep) {
    const message = `${pathText(context.path)}: variables stand within each other, at most ${limits.nestedVariables} deep`
    return context.report.error('too-large', message, { at: placeOf(node, start) })
  }
  // Up to where it went wrong: what follows may be a default that is secret.
  const written = /^\$\{\s*\w*(?:\}|[^\w\n]{0,2})/.exec(String(node.value).slice(start))?.[0] ?? '${'
  const message = `invalid interpolation format for ${pathText(context.path)}: \`${written}\``
  const fix = 'write ${NAME}, ${NAME:-default}, ${NAME:?message} or ${NAME:+other}; a literal `$` is written `$$`'
  context.report.error('interpolation-syntax', message, { at: placeOf(node, start), fix })
}

/** The place of an offset of the value in the file, exact where the value stands there as written. */
function placeOf({ value, at }: Scalar, offset: number): Origin {
  const decoded = String(value)
  const { text } = at.file
  const name = /^\$\{?[_a-z0-9]*/i.exec(decoded.slice(offset, offset + longestName))?.[0] ?? '$'
  const end = (start: number): Origin => ({ ...at, start, end: start + name.length })
  for (const quote of [0, 1]) {
    if (text.startsWith(decoded, at.start + quote)) return end(at.start + quote + offset)
  }
  // Folded, indented or escaped: the same occurrence of `$` in the text as in the value.
  let found = at.start - 1
  for (let next = 0; next !== -1 && next <= offset; next = decoded.indexOf('$', next + 1)) {
    if (decoded[next] === '$') found = text.indexOf('$', found + 1)
    if (found === -1) return at
  }
  return found < at.start || found >= at.end ? at : end(found)
}

const longestName = 200

/** What a template asks of a variable, for `config --variables`. */
export interface VariableUse {
  readonly name: string
  readonly required: boolean
  readonly default: string
  readonly alternate: string
}

/** Every variable that a document refers to, once for each name. */
export function variablesOf(node: Node): readonly VariableUse[] {
  const uses = new Map<string, VariableUse>()
  collect(node, uses)
  return [...uses.values()]
}

function collect(node: Node, uses: Map<string, VariableUse>): void {
  switch (node.kind) {
    case 'map':
      for (const entry of node.entries.values()) collect(entry.node, uses)
      return
    case 'seq':
      for (const item of node.items) collect(item, uses)
      return
    case 'scalar': {
      const parts = typeof node.value === 'string' ? parseTemplate(node.value) : []
      const own = isParts(parts) ? usesIn(parts, { text: String(node.value), from: 0 }) : []
      for (const [name, use] of new Map(own.map((use) => [use.name, use]))) uses.set(name, joined(uses.get(name), use))
    }
  }
}

/** A text, or the operand within a template, and where it begins there. */
interface Passage {
  readonly text: string
  readonly from: number
}

/**
 * The variables of one text, of which the last use of each counts, in the order of docker compose 2.40.3: what stands
 * behind a reference with an operand comes before it, up to the last brace of the line.
 */
function usesIn(parts: readonly Part[], { text, from }: Passage): readonly VariableUse[] {
  const uses: VariableUse[] = []
  const waiting: Reference[] = []
  let end = 0
  const settle = (): void => {
    for (let last = waiting.pop(); last !== undefined; last = waiting.pop()) {
      uses.push(useOf(last))
      for (const use of usesBelow(last)) uses.push(use)
    }
  }
  for (const part of parts) {
    if (part.kind === 'text') continue
    if (part.start - from >= end) settle()
    if (part.operator === undefined) uses.push(useOf(part))
    else waiting.push(part)
    if (waiting.length === 1) end = lastBrace(text, part.start - from)
  }
  settle()
  return uses
}

/** A message is for people: docker compose does not list the variables in it. */
function usesBelow({ operator, operand, raw, name, start }: Reference): readonly VariableUse[] {
  if (operator === undefined || operator === '?' || operator === ':?') return []
  return usesIn(operand, { text: raw, from: start + `\${${name}${operator}`.length })
}

/** Behind the last brace of the line. */
function lastBrace(text: string, from: number): number {
  const lineEnd = text.indexOf('\n', from)
  return text.lastIndexOf('}', lineEnd === -1 ? text.length : lineEnd) + 1
}

function useOf({ name, operator, raw }: Reference): VariableUse {
  return {
    name,
    required: operator === '?' || operator === ':?',
    default: operator === '-' || operator === ':-' ? raw : '',
    alternate: operator === '+' || operator === ':+' ? raw : '',
  }
}

/** Of texts in several places docker compose 2.40.3 takes any; here each says what it knows. */
function joined(earlier: VariableUse | undefined, use: VariableUse): VariableUse {
  if (earlier === undefined) return use
  return {
    name: use.name,
    required: earlier.required || use.required,
    default: earlier.default || use.default,
    alternate: earlier.alternate || use.alternate,
  }
}
