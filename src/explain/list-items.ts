import { child, type Node, type Origin, type Seq } from '../source/node.ts'

/** Finds items of lists: of a list with thousands of items each of them is looked up. */
export interface ListItems {
  /** The item that was written at a place. */
  at(list: Seq, place: Origin): Node | undefined
  /** The items with a `target`. */
  withTarget(list: Seq, target: string): readonly Node[]
}

interface Index {
  readonly byPlace: ReadonlyMap<string, Node>
  readonly byTarget: ReadonlyMap<string, readonly Node[]>
}

/** Looks through each list once. */
export function createListItems(): ListItems {
  const known = new Map<Seq, Index>()
  const indexOf = (list: Seq): Index => {
    const index = known.get(list) ?? indexed(list)
    known.set(list, index)
    return index
  }
  return {
    at: (list, place) => indexOf(list).byPlace.get(placeKey(place)),
    withTarget: (list, target) => indexOf(list).byTarget.get(target) ?? [],
  }
}

function indexed({ items }: Seq): Index {
  return {
    // Of items that one text stands for the first one is meant.
    byPlace: new Map(items.toReversed().map((item) => [placeKey(item.at), item])),
    byTarget: Map.groupBy(items, (item) => targetOf(item) ?? ''),
  }
}

/** Where an item of the long form is mounted. */
export function targetOf(item: Node): string | undefined {
  const target = child(item, 'target')
  return target?.kind === 'scalar' ? String(target.value) : undefined
}

function placeKey({ file, start }: Origin): string {
  return `${start} ${file.path}`
}
