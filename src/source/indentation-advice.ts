import { lineEnd } from './file.ts'

/** How far the line is to be indented: as the entry above, or one that it stands in, whichever is nearest. */
export function asAbove(text: string, start: number): { readonly fix?: string } {
  const from = text.lastIndexOf('\n', start - 1) + 1
  const column = start - from
  const key = /^["']?([\w.-]+)/.exec(text.slice(start, lineEnd(text, start)))?.[1]
  const [first, ...others] = openKeys(text.slice(0, from))
  if (first === undefined) return {}
  const nearest = others.reduce(
    (best, one) => (Math.abs(one.indent - column) < Math.abs(best.indent - column) ? one : best),
    first,
  )
  const spaces = nearest.indent === 1 ? '1 space' : `${nearest.indent} spaces`
  return { fix: `indent \`${key ?? 'it'}\` by ${spaces}, as \`${nearest.name}\` above` }
}

interface Key {
  readonly name: string
  readonly indent: number
}

/** The last key of a text, and those that it stands in. */
function openKeys(text: string): readonly Key[] {
  const keys: Key[] = []
  for (const line of text.split('\n').reverse()) {
    const key = keyAt(line)
    if (key !== undefined && key.indent < (keys.at(-1)?.indent ?? Infinity)) keys.push(key)
  }
  return keys
}

function keyAt(line: string): Key | undefined {
  const [, indent = '', name] = /^( *)["']?([\w.-]+)["']?\s*:(?:\s|$)/.exec(line) ?? []
  return name === undefined ? undefined : { name, indent: indent.length }
}
