/**
 * `NAME=value` and `NAME` from a command line; a bare name has the value of `known`, undefined where that has none. A later one
 * wins. An empty name is no variable (docker compose 2.40.3 drops it).
 */
export function givenVariables(
  given: readonly string[],
  known: ReadonlyMap<string, string>,
): ReadonlyMap<string, string | undefined> {
  const variables = new Map<string, string | undefined>()
  for (const text of given) {
    const equals = text.indexOf('=')
    const name = equals === -1 ? text : text.slice(0, equals)
    if (name !== '') variables.set(name, equals === -1 ? known.get(name) : text.slice(equals + 1))
  }
  return variables
}
