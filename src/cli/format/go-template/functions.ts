import { compare } from './compare.ts'
import { goType } from './go-type.ts'
import { printf } from './printf.ts'
import { json, shown } from './shown.ts'

/** A function of templates. Throws a plain Error that says what is wrong with its arguments. */
export type TemplateFunction = (...args: readonly unknown[]) => unknown

/** What templates may call: Go's own functions but `call`, `html`, `js` and `urlquery`, and docker's (docker/cli 28). */
export const functions: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  // Their arguments are evaluated one after the other, which needs the evaluator.
  ['and', (...args) => args.at(-1)],
  ['or', (...args) => args.at(-1)],
  ['not', (value) => !truth(value)],
  ['len', length],
  ['index', (value, ...keys) => keys.reduce(item, value)],
  ['slice', slice],
  ['print', (...args) => sprint(args)],
  ['println', (...args) => `${args.map(shown).join(' ')}\n`],
  ['printf', (format, ...args) => printf(text(format), args)],
  ['eq', (first, ...others) => some(others, (other) => compare(first, other, 'equality') === 0)],
  ['ne', (a, b) => compare(a, b, 'equality') !== 0],
  ['lt', (a, b) => compare(a, b, 'order') < 0],
  ['le', (a, b) => compare(a, b, 'order') <= 0],
  ['gt', (a, b) => compare(a, b, 'order') > 0],
  ['ge', (a, b) => compare(a, b, 'order') >= 0],
  ['json', json],
  ['split', (value, separator) => text(value).split(text(separator, 1))],
  ['join', (list, separator) => items(list).map(text).join(text(separator, 1))],
  [
    'title',
    (value) => text(value).replace(/(^|[^\p{L}\p{N}_])(\p{L})/gu, (_, a: string, b: string) => a + b.toUpperCase()),
  ],
  ['lower', (value) => text(value).toLowerCase()],
  ['upper', (value) => text(value).toUpperCase()],
  ['pad', pad],
  ['truncate', (value, length) => Array.from(text(value)).slice(0, whole(length, 1)).join('')],
])

/** How many arguments a function takes that takes a certain number; docker's words name it. */
export const arity: ReadonlyMap<string, number> = new Map([
  ['not', 1],
  ['len', 1],
  ['ne', 2],
  ['lt', 2],
  ['le', 2],
  ['gt', 2],
  ['ge', 2],
  ['json', 1],
  ['split', 2],
  ['join', 2],
  ['title', 1],
  ['lower', 1],
  ['upper', 1],
  ['pad', 3],
  ['truncate', 2],
])

/** An argument of the wrong type. */
export class WrongArgument extends Error {
  /** Which one, from 0. */
  readonly position: number
  constructor(message: string, position: number) {
    super(message)
    this.position = position
  }
}

/** The functions for the header of a table: it shows the names of columns, whatever is done with their values. */
export const headerFunctions: ReadonlyMap<string, TemplateFunction> = new Map<string, TemplateFunction>([
  ...functions,
  ...['json', 'split', 'join', 'title', 'lower', 'upper', 'truncate'].map((name): [string, TemplateFunction] => [
    name,
    (value) => value,
  ]),
])

/** What `if` takes for true: anything but zero, nothing and what is empty. */
export function truth(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0
  return value instanceof Map ? value.size > 0 : Boolean(value)
}

function some(others: readonly unknown[], holds: (other: unknown) => boolean): boolean {
  if (others.length === 0) throw new Error('missing argument for comparison')
  return others.some(holds)
}

function length(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value)
  if (Array.isArray(value)) return value.length
  if (value instanceof Map) return value.size
  throw new Error(`len of type ${goType(value)}`)
}

function item(value: unknown, key: unknown): unknown {
  if (value instanceof Map) return value.get(key)
  if (typeof value !== 'string' && !Array.isArray(value)) throw new Error(`can't index item of type ${goType(value)}`)
  const list = typeof value === 'string' ? Buffer.from(value) : (value as readonly unknown[])
  const at = whole(key)
  if (at < 0 || at >= list.length) throw new Error(`index out of range: ${at}`)
  return list[at]
}

function slice(value: unknown, from: unknown = 0, to?: unknown): unknown {
  if (typeof value !== 'string' && !Array.isArray(value)) throw new Error(`can't slice item of type ${goType(value)}`)
  const list = typeof value === 'string' ? Buffer.from(value) : (value as readonly unknown[])
  const [start, end] = [whole(from), to === undefined ? list.length : whole(to)]
  for (const at of [start, end]) if (at < 0 || at > list.length) throw new Error(`index out of range: ${at}`)
  if (start > end) throw new Error(`invalid slice index: ${start} > ${end}`)
  return Buffer.isBuffer(list) ? list.subarray(start, end).toString('utf8') : list.slice(start, end)
}

/** Go's Sprint: a space between two values of which neither is a string. */
function sprint(args: readonly unknown[]): string {
  return args
    .map((arg, i) =>
      i > 0 && typeof arg !== 'string' && typeof args[i - 1] !== 'string' ? ` ${shown(arg)}` : shown(arg),
    )
    .join('')
}

function pad(value: unknown, before: unknown, after: unknown): string {
  const content = text(value)
  return content === '' ? '' : ' '.repeat(whole(before, 1)) + content + ' '.repeat(whole(after, 2))
}

function text(value: unknown, position = 0): string {
  if (typeof value === 'string') return value
  throw new WrongArgument(`expected string; found ${literal(value)}`, position)
}

function items(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[]
  throw new WrongArgument(`wrong type for value; expected []string; got ${goType(value)}`, 0)
}

function whole(value: unknown, position = 0): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value
  throw new WrongArgument(`expected integer; found ${literal(value)}`, position)
}

function literal(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : shown(value)
}
