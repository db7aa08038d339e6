import type { ServiceGraph } from '../../plan/service-graph.ts'

/** A place in a layer: a service, or a bend of an arrow that passes through. */
export interface Spot {
  readonly layer: number
  /** Undefined for a bend. */
  readonly service: string | undefined
  readonly width: number
  readonly x: number
}

/** An arrow as the spots that it passes, from who needs to what is needed. */
export interface Arrow {
  readonly from: string
  readonly to: string
  readonly spots: readonly Spot[]
}

/** Where boxes stand and arrows run. */
export interface Layout {
  readonly layers: readonly (readonly Spot[])[]
  readonly arrows: readonly Arrow[]
  readonly width: number
}

interface Draft {
  readonly id: string
  readonly layer: number
  readonly service: string | undefined
  readonly width: number
}

const [gap, bend, sweeps] = [40, 14, 4]

/**
 * Layers from top to bottom, each service above all that it needs; within a layer in an order in which few arrows cross
 * (barycentres, some sweeps up and down), ties by name. `widthOf` is the width of a service's box. Pure.
 */
export function layoutOf({ services }: ServiceGraph, widthOf: (service: string) => number): Layout {
  const depth = depthsOf(services)
  const drafts: Draft[] = services.map(({ name }) => ({
    id: name,
    layer: depth.get(name) ?? 0,
    service: name,
    width: widthOf(name),
  }))
  const routes = services.flatMap(({ name, needs }) =>
    needs.map(({ service: to }) => {
      const [from, until] = [depth.get(name) ?? 0, depth.get(to) ?? 0]
      const bends = Array.from({ length: Math.max(0, until - from - 1) }, (_, i): Draft => {
        return { id: `${name} ${to} ${i}`, layer: from + i + 1, service: undefined, width: bend }
      })
      drafts.push(...bends)
      return { from: name, to, path: [name, ...bends.map(({ id }) => id), to] }
    }),
  )
  const ordered = order(drafts, routes)
  const width = Math.max(0, ...ordered.map(widthOfLayer))
  const spots = new Map(ordered.flatMap((layer) => placed(layer, width)))
  return {
    layers: ordered.map((layer) => layer.flatMap(({ id }) => spots.get(id) ?? [])),
    arrows: routes.map(({ from, to, path }) => ({ from, to, spots: path.flatMap((id) => spots.get(id) ?? []) })),
    width,
  }
}

/** How many arrows at most lead from a service that nobody needs down to each one. Dependencies come first in the graph. */
function depthsOf(services: ServiceGraph['services']): ReadonlyMap<string, number> {
  const depth = new Map<string, number>()
  for (const { name, needs } of services.toReversed()) {
    const own = depth.get(name) ?? 0
    depth.set(name, own)
    for (const { service } of needs) depth.set(service, Math.max(depth.get(service) ?? 0, own + 1))
  }
  return depth
}

interface Route {
  readonly path: readonly string[]
}

function order(drafts: readonly Draft[], routes: readonly Route[]): readonly (readonly Draft[])[] {
  const count = Math.max(0, ...drafts.map(({ layer }) => layer + 1))
  let layers = Array.from({ length: count }, (_, i) =>
    drafts.filter(({ layer }) => layer === i).sort((a, b) => (a.id < b.id ? -1 : 1)),
  )
  const [above, below] = neighbours(routes)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const down = sweep % 2 === 0
    const next: Draft[][] = []
    for (const layer of down ? layers : layers.toReversed()) {
      const places = new Map((next.at(-1) ?? []).map(({ id }, i) => [id, i]))
      next.push(sorted(layer, down ? above : below, places))
    }
    layers = down ? next : next.reverse()
  }
  return layers
}

type Neighbours = ReadonlyMap<string, readonly string[]>

function neighbours(routes: readonly Route[]): readonly [above: Neighbours, below: Neighbours] {
  const pairs = routes.flatMap(({ path }) => path.slice(1).map((id, i): [string, string] => [path[i] ?? '', id]))
  const ids = (found: readonly (readonly [string, string])[] = [], end: 0 | 1): string[] =>
    found.map((pair) => pair[end])
  const by = (end: 0 | 1): Neighbours =>
    new Map([...Map.groupBy(pairs, (pair) => pair[end])].map(([id, found]) => [id, ids(found, end === 0 ? 1 : 0)]))
  return [by(1), by(0)]
}

/** By the mean place of the neighbours in the layer before; who has none stays where it is. */
function sorted(layer: readonly Draft[], near: Neighbours, places: ReadonlyMap<string, number>): Draft[] {
  const weighed = layer.map((draft, i) => {
    const found = (near.get(draft.id) ?? []).flatMap((id) => places.get(id) ?? [])
    return { draft, i, weight: found.length === 0 ? i : found.reduce((sum, one) => sum + one, 0) / found.length }
  })
  return weighed.sort((a, b) => a.weight - b.weight || a.i - b.i).map(({ draft }) => draft)
}

function widthOfLayer(layer: readonly Draft[]): number {
  return layer.reduce((sum, { width }) => sum + width, 0) + gap * Math.max(0, layer.length - 1)
}

/** Each layer in the middle. */
function placed(layer: readonly Draft[], width: number): readonly (readonly [string, Spot])[] {
  let x = (width - widthOfLayer(layer)) / 2
  return layer.map(({ id, layer: index, service, width: own }) => {
    const spot: Spot = { layer: index, service, width: own, x }
    x += own + gap
    return [id, spot]
  })
}
