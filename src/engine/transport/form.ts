import { EngineError } from '../engine-error.ts'

/** What is wrong with an answer, and where in it. */
export interface Misfit {
  /** Keys and indices, from the outside; none for the whole. */
  readonly path: readonly string[]
  /** In words: `a text`. */
  readonly expected: string
  readonly found: unknown
}

/**
 * What an answer, or a part of it, has to be as far as muster reads it: looks, and says what is wrong. As for Go's decoder a value of
 * another kind is a mistake wherever it stands; what is absent or null is none where `maybe` says so.
 */
export interface Form<T> {
  (value: unknown): Misfit | undefined
  /** For the compiler alone: what a value is that fits. */
  readonly reads?: T
}

export const text: Form<string> = (value) => (typeof value === 'string' ? undefined : misfit('a text', value))

export const number: Form<number> = (value) => (typeof value === 'number' ? undefined : misfit('a number', value))

/** One that `json-lines.ts` reads with all its digits. */
export const wholeNumber: Form<bigint> = (value) => (typeof value === 'bigint' ? undefined : misfit('a number', value))

export const flag: Form<boolean> = (value) => (typeof value === 'boolean' ? undefined : misfit('true or false', value))

/** What nobody reads. */
export const anything: Form<unknown> = () => undefined

export function maybe<T>(form: Form<T>): Form<T | null> {
  return (value) => (value === undefined || value === null ? undefined : form(value))
}

export function listOf<T>(form: Form<T>): Form<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) return misfit('a list', value)
    for (let i = 0; i < value.length; i++) {
      const wrong = form(value[i])
      if (wrong !== undefined) return within(`${i}`, wrong)
    }
    return undefined
  }
}

/** An object whose keys are the users'. */
export function mapOf<T>(form: Form<T>): Form<Readonly<Record<string, T>>> {
  return (value) => {
    if (!isObject(value)) return misfit('an object', value)
    for (const key of Object.keys(value)) {
      const wrong = form(value[key])
      if (wrong !== undefined) return within(key, wrong)
    }
    return undefined
  }
}

/** An object of ours to read; what else it has does not matter. */
export function record<T extends object>(fields: { readonly [K in keyof T]-?: Form<T[K]> }): Form<T> {
  // Most forms are never used by a command, and are made by each.
  let forms: readonly [string, Form<unknown>][] | undefined
  return (value) => {
    if (!isObject(value)) return misfit('an object', value)
    for (const [key, form] of (forms ??= Object.entries<Form<unknown>>(fields))) {
      const wrong = form(value[key])
      if (wrong !== undefined) return within(key, wrong)
    }
    return undefined
  }
}

/** The value, where it fits. Throws EngineError; where the engine is known, `Transport.json` names it. */
export function fitting<T>(value: unknown, form: Form<T>, operation: string): T {
  const wrong = form(value)
  if (wrong === undefined) return value as T
  const message = `the engine answers ${described(wrong)} (${operation}): is it a Docker Engine, or does something stand before it?`
  throw new EngineError(message, { operation })
}

/**
 * `a number where a text is expected, at [0].Labels.tier`; of a whole answer that is no object the beginning. Of parts no value is
 * repeated: it may be a secret.
 */
export function described({ path, expected, found }: Misfit): string {
  if (path.length > 0) return `${kindOf(found)} where ${expected} is expected, at ${placeOf(path)}`
  if (typeof found === 'object' && found !== null) return `${kindOf(found)} where ${expected} is expected`
  return found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 40)
}

function placeOf(path: readonly string[]): string {
  return path.map(step).join('').replace(/^\./, '')
}

function step(key: string): string {
  if (/^\d+$/.test(key)) return `[${key}]`
  return /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key).slice(0, 80)}]`
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return kinds.get(typeof value) ?? 'nothing'
}

const kinds: ReadonlyMap<string, string> = new Map([
  ['bigint', 'a number'],
  ['boolean', 'true or false'],
  ['number', 'a number'],
  ['object', 'an object'],
  ['string', 'a text'],
])

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function misfit(expected: string, found: unknown): Misfit {
  return { path: [], expected, found }
}

function within(key: string, { path, ...wrong }: Misfit): Misfit {
  return { path: [key, ...path], ...wrong }
}
