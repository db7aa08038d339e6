/** Marks a record that stands for a whole number which Go holds as a float: YAML shows it as `1e+06`. */
export const float64: unique symbol = Symbol('float64')

/** Marks a record that stands for a point in time, as Go writes it: YAML shows it without quotes. */
export const instant: unique symbol = Symbol('instant')

/**
 * Plain data as it is printed and hashed. Maps are keyed by users and printed with sorted keys (Go map order);
 * objects are records of ours and printed in the order in which their keys were set (Go struct order, R-36).
 */
export type Plain =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Plain[]
  | ReadonlyMap<string, Plain>
  | PlainRecord

/** A record of ours: its keys are printed in the order in which they were set. */
export interface PlainRecord {
  readonly [float64]?: number
  readonly [instant]?: string
  readonly [key: string]: Plain | undefined
}

/** The fields that have a value. */
export function defined(fields: Readonly<Record<string, Plain | undefined>>): Record<string, Plain> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Plain] => entry[1] !== undefined))
}
