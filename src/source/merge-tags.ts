import type { Entry, Mapping, Node } from './node.ts'

/** What is known of nodes while a file is built. */
export interface Known {
  /** Values below each node that has any, itself included; a node that is not here counts as one. */
  readonly sizes: Map<Node, number>
  /** What stands for a node where tags mean nothing. */
  readonly untagged: Map<Node, Node>
}

/** The same tree without keys that `!reset` marks. Its own tag stays. */
export function withoutResetKeys(node: Node, known: Known): Node {
  return rebuilt(node, known, (below) => (below.tag === 'reset' ? undefined : withoutResetKeys(below, known)))
}

/** The same tree without keys that `!reset` marks, and without tags. */
export function withoutTags(node: Node, known: Known): Node {
  const before = known.untagged.get(node)
  if (before !== undefined) return before
  const below = rebuilt(node, known, (it) => (it.tag === 'reset' ? undefined : withoutTags(it, known)))
  const { tag, ...rest } = below
  const plain = tag === undefined ? below : counted(rest, node, known)
  known.untagged.set(node, plain)
  return plain
}

/**
 * The value of a key that is written beside a `<<` which brings the same key. docker compose 2.40.3 notes the marks of
 * both before it merges, so either of them drops what earlier files say; and a key that is reset takes the merged value.
 */
export function withMarksOf(merged: Node, own: Node, known: Known): Node {
  if (own.tag === 'reset' && merged.tag !== 'reset') return marked(merged, known)
  return markedBy(merged, own, known)
}

function markedBy(merged: Node, own: Node, known: Known): Node {
  if (own.tag !== undefined) return own
  if (merged.tag !== undefined) return marked(own, known)
  if (own.kind !== 'map' || merged.kind !== 'map') return own
  return rebuilt(own, known, (below, key) => {
    const other = merged.entries.get(key)
    return other === undefined ? below : markedBy(other.node, below, known)
  })
}

function marked(node: Node, known: Known): Node {
  return counted({ ...node, tag: 'override' }, node, known)
}

/** The same node with each child changed, or left out where nothing comes back; the very node when all stay the same. */
function rebuilt(node: Node, known: Known, change: (below: Node, key: string) => Node | undefined): Node {
  if (node.kind === 'scalar') return node
  if (node.kind === 'map') {
    const entries = new Map<string, Entry>()
    for (const [key, entry] of node.entries) {
      const now = change(entry.node, key)
      if (now !== undefined) entries.set(key, now === entry.node ? entry : { ...entry, node: now })
    }
    const isSame = entries.size === node.entries.size && [...entries].every(([key, it]) => node.entries.get(key) === it)
    return isSame ? node : counted({ ...node, entries } satisfies Mapping, node, known)
  }
  const items = node.items.map((item, index) => change(item, String(index)) ?? item)
  return items.every((item, index) => item === node.items[index]) ? node : counted({ ...node, items }, node, known)
}

function counted(node: Node, from: Node, { sizes }: Known): Node {
  const size = sizes.get(from)
  if (size !== undefined) sizes.set(node, size)
  return node
}
