/** The engine's JSON objects with keys of users, as maps; `null` and an absent object are empty. */
export function asMap<T>(record: Readonly<Record<string, T>> | null | undefined): ReadonlyMap<string, T> {
  return new Map(Object.entries(record ?? {}))
}
