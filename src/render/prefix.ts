import { paintContainer } from './style.ts'

/** Hands out the prefixes of log lines: padded to the longest name seen, each container in its own colour. */
export interface Prefixes {
  /** Makes room for names that are known before they print; colours go by order. */
  announce(names: readonly string[]): void
  of(name: string): string
  /** A whole line in the container's colour. */
  line(name: string, text: string): string
}

/** `plain`: no prefix at all (`--no-log-prefix`); `coloured: false` leaves the colours out (`--no-color`). */
export function createPrefixes(style: { readonly prefix: boolean; readonly color: boolean }): Prefixes {
  const numbers = new Map<string, number>()
  /** As long as nobody with a longer name comes. */
  const ready = new Map<string, string>()
  let width = 0
  const numberOf = (name: string): number => {
    const known = numbers.get(name)
    if (known !== undefined) return known
    numbers.set(name, numbers.size)
    if (name.length > width) ready.clear()
    width = Math.max(width, name.length)
    return numbers.size - 1
  }
  const colored = (name: string, text: string): string => {
    const number = numberOf(name)
    return style.color ? paintContainer(text, number) : text
  }
  return {
    announce: (names) => names.forEach(numberOf),
    of: (name) => {
      const known = ready.get(name)
      if (known !== undefined) return known
      numberOf(name)
      const prefix = style.prefix ? colored(name, `${name.padEnd(width + 1)} | `) : ''
      ready.set(name, prefix)
      return prefix
    },
    line: colored,
  }
}
