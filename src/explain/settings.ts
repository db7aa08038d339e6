import type { Layer, Trace } from '../load/trace.ts'
import { child, isNull, type Node, nodeAt, type Origin, type Path, type Tag } from '../source/node.ts'
import { createListItems, type ListItems, targetOf } from './list-items.ts'
import { samePlace } from './subject.ts'

/** What one layer says about a path. */
export interface Setting {
  readonly kind: Layer['kind']
  readonly node: Node
  /** The `extends`, `include` or `env_file` that brought the layer in. */
  readonly by?: Origin
  /** Of the node itself or of what holds it. */
  readonly tag?: Tag
  readonly wins: boolean
  readonly why: string
}

/** Every layer that says something about a path, the strongest first. */
export type SettingsOf = (path: Path) => readonly Setting[]

/** Tells of the layers of a load; `tree` is what it made of them. */
export function settingsIn(trace: Trace, tree: Node): SettingsOf {
  const items = createListItems()
  return (path) => {
    const index = path.findIndex((step) => typeof step === 'number')
    return index === -1 ? keyed(path, trace, nodeAt(tree, path)) : listed(path, index, { trace, tree, items })
  }
}

interface Listed {
  readonly trace: Trace
  readonly tree: Node
  readonly items: ListItems
}

function keyed(path: Path, trace: Trace, final: Node | undefined): readonly Setting[] {
  const found = strongestFirst(trace).flatMap((layer) => said(path, layer))
  const winner = found.findIndex((it) => isChosen(it, final))
  return found.map((it, index) => ({
    ...it,
    wins: index === winner,
    why: index === winner ? whyItWins(found, index) : whyItLoses(found, index, winner),
  }))
}

/** Items are known by their places: files add to lists, and only those with the same target replace each other. */
function listed(path: Path, index: number, { trace, tree, items }: Listed): readonly Setting[] {
  const item = nodeAt(tree, path.slice(0, index + 1))
  const whole = nodeAt(tree, path.slice(0, index))
  if (item === undefined || whole?.kind !== 'seq') return []
  const target = targetOf(item)
  const rest = path.slice(index + 1)
  const isKept = (one: Node): boolean => items.at(whole, one.at) !== undefined
  return strongestFirst(trace).flatMap((layer) =>
    said(path.slice(0, index), layer).flatMap(({ node: list, ...found }): Setting[] => {
      const known = list.kind === 'seq' && found.tag !== 'reset' ? list : undefined
      const same = known && items.at(known, item.at)
      const mounts = known === undefined || target === undefined ? [] : items.withTarget(known, target)
      const replaced = mounts.find((one) => !isKept(one))
      const node = nodeAt(same ?? replaced ?? list, same === undefined && replaced === undefined ? [-1] : rest)
      if (node === undefined) return []
      const why =
        same === undefined ? 'a later file mounts at the same place' : 'an item of a list, to which each file adds'
      return [{ ...found, node, wins: same !== undefined, why }]
    }),
  )
}

type Found = Omit<Setting, 'wins' | 'why'>

/** Files of variables and labels are below everything else (COMPOSE.md: env files). */
function strongestFirst({ layers }: Trace): readonly Layer[] {
  const below = layers.filter(isFileOfValues)
  return [...layers.filter((layer) => !isFileOfValues(layer)).toReversed(), ...below.toReversed()]
}

function isFileOfValues({ kind }: Pick<Layer, 'kind'>): boolean {
  return kind === 'env_file' || kind === 'label_file'
}

function said(path: Path, { kind, path: at, tree, by }: Layer): readonly Found[] {
  if (at.some((step, index) => path[index] !== step)) return []
  const rest = path.slice(at.length)
  const way = rest.map((_, index) => nodeAt(tree, rest.slice(0, index)))
  const removed = way.find((node) => node?.tag === 'reset')
  const node = nodeAt(tree, rest) ?? removed
  if (node === undefined) return []
  const tag = [...way, node].find((it) => it?.tag !== undefined)?.tag
  return [{ kind, node, ...(by === undefined ? {} : { by }), ...(tag === undefined ? {} : { tag }) }]
}

function isChosen({ kind, node, by, tag }: Found, final: Node | undefined): boolean {
  if (final === undefined || tag === 'reset' || node.kind !== final.kind) return false
  // The model knows of such values only who named the file.
  if (kind === 'env_file' || kind === 'label_file') return samePlace(by, final.at) && sameValue(node, final)
  return samePlace(node.at, final.at)
}

function sameValue(a: Node, b: Node): boolean {
  return a.kind === 'scalar' && b.kind === 'scalar' && String(a.value) === String(b.value)
}

function whyItWins(all: readonly Found[], index: number): string {
  const beaten = all.slice(index + 1)
  const own = all[index]
  if (all.length === 1) return 'the only place that sets it'
  if (own?.tag === 'override') return '`!override` replaces what was before'
  if (index > 0) return 'nothing that comes later replaces it'
  if (own !== undefined && isFileOfValues(own)) return 'the last file that sets it'
  const kinds = new Set(beaten.map(({ kind }) => kind))
  if (kinds.has('file') || kinds.has('included')) return 'the last file that sets it'
  return kinds.has('extended') ? 'a service beats the one that it extends' : 'the compose file beats files of values'
}

function whyItLoses(all: readonly Found[], index: number, winner: number): string {
  const own = all[index] as Found
  const stronger = all.slice(0, index)
  if (own.tag === 'reset') return '`!reset` removes what was before'
  if (stronger.some((it) => it.tag === 'reset')) return 'removed by `!reset`'
  if (index < winner && isNull(own.node)) return 'an empty value keeps what was set before'
  const chosen = all[winner]
  if (winner > index) return 'not taken'
  if (chosen?.tag === 'override') return 'replaced as a whole by `!override`'
  if (isFileOfValues(own))
    return chosen !== undefined && isFileOfValues(chosen)
      ? 'a later file sets it, too'
      : 'the compose file sets it, too'
  if (own.kind === 'extended') return 'the service that extends it sets it, too'
  return chosen === undefined ? 'changed by what comes later' : 'a later file sets it, too'
}

/** Paths that some layer sets below `path` by keys alone and that are not in the model any more. */
export function lostPaths(path: Path, trace: Trace, tree: Node): readonly Path[] {
  const lost = new Map<string, Path>()
  for (const layer of trace.layers) {
    if (layer.path.some((step, index) => index < path.length && path[index] !== step)) continue
    const below = path.slice(layer.path.length)
    const node = nodeAt(layer.tree, below)
    const start = path.length >= layer.path.length ? path : layer.path
    if (node !== undefined) collectLost(node, start, { tree, lost })
  }
  return [...lost.values()]
}

function collectLost(node: Node, path: Path, by: { readonly tree: Node; readonly lost: Map<string, Path> }): void {
  if (nodeAt(by.tree, path) === undefined && path.length > 0) {
    by.lost.set(JSON.stringify(path), path)
    return
  }
  if (node.kind !== 'map') return
  for (const key of node.entries.keys()) {
    const inner = child(node, key)
    if (inner !== undefined) collectLost(inner, [...path, key], by)
  }
}
