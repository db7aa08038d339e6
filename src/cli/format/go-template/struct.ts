/** A value with fields that a template may name: in docker, a context of its formatter. */
export interface Struct {
  readonly [isA]: true
  /** Go's name of the type, for messages; undefined: a map, where a field that is missing is no error. */
  readonly type?: string
  readonly fields: Readonly<Record<string, unknown>>
  /** Fields that take arguments, for instance `.Label "key"`. */
  readonly methods: Readonly<Record<string, (...args: readonly string[]) => unknown>>
}

const isA: unique symbol = Symbol('struct')

/** Makes a Struct. */
export function struct(parts: Partial<Omit<Struct, typeof isA>>): Struct {
  return { [isA]: true, fields: {}, methods: {}, ...parts }
}

/** Whether a value is a Struct. */
export function isStruct(value: unknown): value is Struct {
  return typeof value === 'object' && value !== null && isA in value
}
