/** A state of an automaton: where a character leads, and where nothing needs to be read. */
interface State {
  readonly reads: readonly (readonly [fits: (character: string) => boolean, to: number])[]
  readonly skips: readonly number[]
}

/** What the patterns of ignore files become: an optional row of folders, a class, an escaped character, any other; perhaps repeated. */
const atoms = /\(\.\*\/\)\?|(?:\[(?:\\.|[^\]\\])*\]|\\[^]|[^])\*?/g

/**
 * Matches like the expression of a pattern, in a time that grows with the pattern times the path: a RegExp tries all ways to share a
 * path among many `*`, of which there may be more than a machine can try.
 */
export function linearMatch(source: string): (path: string) => boolean {
  const states: State[] = []
  for (const [atom] of source.matchAll(atoms)) states.push(...statesOf(atom, states.length))
  return (path) => {
    let now = reached([0], states)
    for (const character of path.split('')) {
      const next = [...now].flatMap((at) => states[at]?.reads ?? [])
      now = reached(
        next.flatMap(([fits, to]) => (fits(character) ? [to] : [])),
        states,
      )
      if (now.size === 0) return false
    }
    return now.has(states.length)
  }
}

function statesOf(atom: string, at: number): readonly State[] {
  if (atom === '(.*/)?') {
    const within: State['reads'] = [
      [fitting('.'), at + 1],
      [(character) => character === '/', at + 2],
    ]
    return [
      { reads: [], skips: [at + 1, at + 2] },
      { reads: within, skips: [] },
    ]
  }
  if (atom.length > 1 && atom.endsWith('*') && atom !== String.raw`\*`)
    return [{ reads: [[fitting(atom.slice(0, -1)), at]], skips: [at + 1] }]
  return [{ reads: [[fitting(atom), at + 1]], skips: [] }]
}

function fitting(atom: string): (character: string) => boolean {
  const expression = new RegExp(`^${atom}$`)
  return (character) => expression.test(character)
}

/** These states, and those that are reached from them without reading. */
function reached(from: readonly number[], states: readonly State[]): ReadonlySet<number> {
  const found = new Set<number>()
  const open = [...from]
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (found.has(at)) continue
    found.add(at)
    open.push(...(states[at]?.skips ?? []))
  }
  return found
}
