/**
 * Fills `$NAME`, `${NAME}`, `${NAME:-default}` and `${NAME:+other}` in, as Dockerfiles know them. Undefined where a variable is
 * not known, or the form is another.
 */
export function expand(text: string, known: ReadonlyMap<string, string>): string | undefined {
  let complete = true
  const filled = text.replace(
    /\$(?:\{(\w+)(?::([-+])([^}]*))?\}|(\w+)|)/g,
    (whole, ...groups: (string | undefined)[]) => {
      const [name = groups[3] ?? '', sign, other = ''] = groups
      const value = known.get(name) || undefined
      if (sign === '-') return value ?? other
      if (sign === '+') return value === undefined ? '' : other
      if (value === undefined) complete = false
      return value ?? whole
    },
  )
  return complete ? filled : undefined
}
