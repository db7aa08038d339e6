import { limits } from '../../source/limits.ts'

/** How `${NAME<operator>operand}` chooses: between value and operand. */
type Operator = ':-' | '-' | ':?' | '?' | ':+' | '+'

/** A variable in a template, with what is to be done where it has no value. */
export interface Reference {
  readonly kind: 'variable'
  readonly name: string
  readonly operator?: Operator
  readonly operand: readonly Part[]
  /** The operand as written. */
  readonly raw: string
  /** Offset of the `$` in the template. */
  readonly start: number
}

/** A piece of a template: literal text, or a reference to a variable. */
export type Part = { readonly kind: 'text'; readonly text: string } | Reference

/** `${` that begins no variable. */
export interface TemplateFault {
  readonly kind: 'fault'
  /** Offset of the `$` in the template. */
  readonly start: number
  /** It is one, but stands in more than `limits.nestedVariables` others. */
  readonly isTooDeep?: true
}

const reference = /\$(?:(\$)|([_a-z][_a-z0-9]*)|\{(?:([_a-z][_a-z0-9]*)(?:(:?[-+?])|\}))?)/gi

interface Place {
  /** Offset of the text in the template. */
  readonly base: number
  readonly depth: number
}

/**
 * Reads the interpolation grammar of docker compose 2.40.3 (COMPOSE.md: interpolation): `$$` is a dollar, a `$` before anything
 * but a name or `{` is literal, braces of operands are balanced, and an operand ends on the line on which it began.
 */
export function parseTemplate(text: string): readonly Part[] | TemplateFault {
  return parseAt(text, { base: 0, depth: 0 })
}

function parseAt(text: string, place: Place): readonly Part[] | TemplateFault {
  const parts: Part[] = []
  let from = 0
  for (let match = matchAt(text, from); match !== null; match = matchAt(text, from)) {
    if (match.index > from) parts.push({ kind: 'text', text: text.slice(from, match.index) })
    const [whole, dollar, plain, braced, operator] = match
    const start = place.base + match.index
    from = match.index + whole.length
    const name = plain ?? braced
    if (dollar !== undefined) parts.push({ kind: 'text', text: '$' })
    else if (name === undefined) return { kind: 'fault', start }
    else if (operator === undefined) parts.push({ kind: 'variable', name, operand: [], raw: '', start })
    else {
      const end = operandEnd(text, { opening: match.index + 1, from })
      if (end === undefined) return { kind: 'fault', start }
      if (place.depth === limits.nestedVariables) return { kind: 'fault', start, isTooDeep: true }
      const raw = text.slice(from, end)
      const operand = parseAt(raw, { base: place.base + match.index + whole.length, depth: place.depth + 1 })
      if (!isParts(operand)) return operand
      parts.push({ kind: 'variable', name, operator: operator as Operator, operand, raw, start })
      from = end + 1
    }
  }
  if (from < text.length) parts.push({ kind: 'text', text: text.slice(from) })
  return parts
}

function matchAt(text: string, from: number): RegExpExecArray | null {
  reference.lastIndex = from
  return reference.exec(text)
}

/**
 * The brace that ends an operand: the one that balances the opening brace, else the last one of the line.
 * As docker compose does, the letter after an opening brace is never looked at.
 */
function operandEnd(text: string, at: { readonly opening: number; readonly from: number }): number | undefined {
  let open = 0
  let last: number | undefined
  for (let i = at.opening; i < text.length && text[i] !== '\n'; i += 1) {
    if (text[i] === '}' && i >= at.from) last = i
    if (text[i] === '}') open -= 1
    if (text[i] === '}' && open === 0) return i
    if (text[i] !== '{') continue
    open += 1
    i += 1
    if (text[i] === '}' && i >= at.from) last = i
    if (text[i] === '\n') break
  }
  return last
}

/** Whether the template could be read. */
export function isParts(parsed: readonly Part[] | TemplateFault): parsed is readonly Part[] {
  return !('kind' in parsed)
}

/** The values of variables; a `ReadonlyMap<string, string>` is one. */
export interface Variables {
  get(name: string): string | undefined
}

/** Hears what happens while a template is filled. */
export interface Listener {
  used?(reference: Reference): void
  /** A variable without operator is not set; it becomes the empty string. */
  unset(reference: Reference): void
  /** A required variable is not set, or empty. */
  missing(reference: Reference): void
}

/** Stops the filling of templates: variables would put in more than `limits.expansion` characters. */
export class TooLong extends Error {}

/** The same variables, which throw `TooLong` once their values come to more than `limits.expansion` characters. */
export function metered(variables: Variables): Variables {
  let characters = 0
  return {
    get: (name) => {
      const value = variables.get(name)
      characters += value?.length ?? 0
      if (characters > limits.expansion) throw new TooLong()
      return value
    },
  }
}

/** The text of a template; undefined when a required variable is missing. */
export function fillTemplate(parts: readonly Part[], variables: Variables, listener: Listener): string | undefined {
  let filled = ''
  for (const part of parts) {
    const piece = part.kind === 'text' ? part.text : chosen(part, variables, listener)
    if (piece === undefined) return undefined
    filled += piece
  }
  return filled
}

function chosen(reference: Reference, variables: Variables, listener: Listener): string | undefined {
  const { name, operator } = reference
  listener.used?.(reference)
  const value = variables.get(name)
  // docker compose 2.40.3 evaluates the operand first, used or not, so that a nested `:?` fails in any case.
  const operand = fillTemplate(reference.operand, variables, listener)
  if (operand === undefined) return undefined
  if (operator === undefined) {
    if (value === undefined) listener.unset(reference)
    return value ?? ''
  }
  switch (operator) {
    case ':-':
      return value === undefined || value === '' ? operand : value
    case '-':
      return value ?? operand
    case ':+':
      return value === undefined || value === '' ? '' : operand
    case '+':
      return value === undefined ? '' : operand
    case ':?':
    case '?': {
      if (value !== undefined && (value !== '' || operator === '?')) return value
      listener.missing(reference)
      return undefined
    }
  }
}
