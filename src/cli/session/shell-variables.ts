/** The variables of the shell. */
export function shellVariables(): ReadonlyMap<string, string> {
  return new Map(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined))
}
