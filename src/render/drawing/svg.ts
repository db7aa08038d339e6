import type { ServiceResource, ServiceGraph, ServiceNode } from '../../plan/service-graph.ts'
import { escapeMarkup } from '../markup.ts'
import { plainText } from '../visible.ts'
import { type Arrow, type Layout, layoutOf, type Spot } from './layout.ts'

/** Sizes in pixels. */
const [margin, lineHeight, padding, between, letter, longest] = [24, 18, 12, 80, 8, 44]

/**
 * The graph as a drawing that needs nothing else: services from top to bottom, arrows to what they need, light and dark as the
 * reader has it. No script and no request. Ends with a line break.
 */
export function graphSvg(graph: ServiceGraph): string {
  const texts = new Map(graph.services.map((service) => [service.name, linesOf(service)]))
  const linesFor = (name: string): readonly string[] => texts.get(name) ?? []
  const layout = layoutOf(
    graph,
    (name) => Math.max(...linesFor(name).map((line) => Array.from(line).length), 8) * letter + 2 * padding,
  )
  const heights = layout.layers.map((layer) =>
    Math.max(0, ...layer.map(({ service }) => (service === undefined ? 0 : boxHeight(linesFor(service))))),
  )
  const tops = heights.map((_, i) => margin + heights.slice(0, i).reduce((sum, height) => sum + height + between, 0))
  const legend = [line('networks', graph.networks), line('volumes', graph.volumes)].filter((text) => text !== '')
  const bottom = (tops.at(-1) ?? margin) + (heights.at(-1) ?? 0)
  const width = Math.ceil(Math.max(layout.width, ...legend.map((text) => text.length * letter)) + 2 * margin)
  const height = Math.ceil(bottom + margin + legend.length * lineHeight + (legend.length === 0 ? 0 : margin / 2))
  const place: Place = { tops, heights, left: (width - layout.width) / 2 }
  const arrows = layout.arrows.map((arrow) => arrowOf(arrow, { graph, place, linesFor, layout }))
  const boxes = graph.services.map((service) => {
    const spot = layout.layers.flat().find((one) => one.service === service.name)
    return spot === undefined ? '' : box(service, linesFor(service.name), { spot, place })
  })
  const foot = legend.map((text, i) => label(text, { x: margin, y: bottom + margin + (i + 1) * lineHeight }, 'dim'))
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="title desc">
<title id="title">${escapeMarkup(`Services of ${graph.project}`)}</title>
<desc id="desc">${escapeMarkup(description(graph))}</desc>
<style>${style}</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0 0 8 4 0 8z" class="tip"/></marker></defs>
<rect class="back" width="${width}" height="${height}"/>
${[...arrows, ...boxes, ...foot].filter((part) => part !== '').join('\n')}
</svg>
`
}

const style: string = `
:root{color-scheme:light dark;--back:#fff;--text:#1c2024;--dim:#57606a;--box:#f6f8fa;--healthy:#1a7f37;--running:#0969da;--starting:#9a6700;--failed:#cf222e}
@media (prefers-color-scheme:dark){:root{--back:#14171a;--text:#e6e9ec;--dim:#9aa4ae;--box:#1d2226;--healthy:#3fb950;--running:#58a6ff;--starting:#d9a13b;--failed:#ff7b72}}
text{font:13px ui-monospace,monospace;fill:var(--text)}
.back{fill:var(--back)}.name{font-weight:700}.dim{fill:var(--dim)}
.box{fill:var(--box);stroke:var(--dim);stroke-width:1.5}
.healthy .box{stroke:var(--healthy)}.running .box{stroke:var(--running)}.starting .box{stroke:var(--starting)}.failed .box{stroke:var(--failed);stroke-width:3}
.stopped .box,.absent .box{stroke-dasharray:5 4}
.arrow{fill:none;stroke:var(--dim);stroke-width:1.5;marker-end:url(#tip)}.optional{stroke-dasharray:5 4}.tip{fill:var(--dim)}
.edge{font-size:12px;paint-order:stroke;stroke:var(--back);stroke-width:4px;text-anchor:middle}
`

interface Place {
  readonly tops: readonly number[]
  readonly heights: readonly number[]
  readonly left: number
}

interface Drawing {
  readonly graph: ServiceGraph
  readonly place: Place
  readonly linesFor: (service: string) => readonly string[]
  readonly layout: Layout
}

function linesOf({ name, image, replicas, state, networks, volumes }: ServiceNode): readonly string[] {
  const lines = [
    replicas === 1 ? name : `${name} ×${replicas}`,
    ...(state === undefined ? [] : [state.text]),
    image,
    ...(networks.length === 0 ? [] : [`on ${networks.join(', ')}`]),
    ...volumes.map(({ volume, target }) => `${volume} at ${target}`),
  ]
  return lines.map((text) => shortened(plainText(text)))
}

function shortened(text: string): string {
  const letters = Array.from(text)
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : text
}

function boxHeight(lines: readonly string[]): number {
  return lines.length * lineHeight + 2 * padding
}

function box(
  { name, state }: ServiceNode,
  lines: readonly string[],
  { spot, place }: { readonly spot: Spot; readonly place: Place },
): string {
  const [x, y] = [place.left + spot.x, place.tops[spot.layer] ?? 0]
  const rows = lines.map((text, i) =>
    label(text, { x: x + padding, y: y + padding + (i + 0.75) * lineHeight }, i === 0 ? 'name' : 'dim'),
  )
  const size = `width="${round(spot.width)}" height="${boxHeight(lines)}"`
  return `<g class="${state?.kind ?? 'model'}"><title>${escapeMarkup(name)}</title><rect class="box" x="${round(x)}" y="${round(y)}" ${size} rx="6"/>${rows.join('')}</g>`
}

function label(text: string, { x, y }: { readonly x: number; readonly y: number }, kind: string): string {
  return `<text class="${kind}" x="${round(x)}" y="${round(y)}">${escapeMarkup(text)}</text>`
}

function arrowOf({ from, to, spots }: Arrow, { graph, place, linesFor, layout }: Drawing): string {
  const need = graph.services.find(({ name }) => name === from)?.needs.find(({ service }) => service === to)
  const into = layout.arrows.filter((arrow) => arrow.to === to).toSorted((a, b) => lastBend(a) - lastBend(b))
  const out = layout.arrows.filter((arrow) => arrow.from === from).toSorted((a, b) => firstBend(a) - firstBend(b))
  const turn = into.findIndex((arrow) => arrow.from === from)
  const points = spots.flatMap(({ layer, service, x, width }, i) => {
    const at = (share: number): number => place.left + x + width * share
    const top = place.tops[layer] ?? 0
    if (i === 0) {
      const share = (out.findIndex((arrow) => arrow.to === to) + 1) / (out.length + 1)
      return [{ x: at(share), y: top + boxHeight(linesFor(service ?? '')) }]
    }
    if (i === spots.length - 1) return [{ x: at((turn + 1) / (into.length + 1)), y: top }]
    // A bend passes its layer straight down.
    return [
      { x: at(0.5), y: top },
      { x: at(0.5), y: top + (place.heights[layer] ?? 0) },
    ]
  })
  const [start, ...rest] = points
  const [before, last] = points.slice(-2)
  if (start === undefined || before === undefined || last === undefined || need === undefined) return ''
  const path = rest.map((point, i) => curve(points[i] ?? start, point)).join('')
  const words = need.required ? need.condition : `${need.condition}, optional`
  // Side by side they would cover each other.
  const share = [0.72, 0.5, 0.28][turn % 3] ?? 0.5
  const at = `x="${round(bezier(before.x, last.x, share))}" y="${round(before.y + (last.y - before.y) * share + 4)}"`
  return `<path class="arrow${need.required ? '' : ' optional'}" d="M${round(start.x)} ${round(start.y)}${path}"/><text class="edge dim" ${at}>${escapeMarkup(words)}</text>`
}

/** Where the curve is that begins and ends straight down. */
function bezier(from: number, to: number, share: number): number {
  const eased = share * share * (3 - 2 * share)
  return from + (to - from) * eased
}

function firstBend({ spots }: Arrow): number {
  return spots[1]?.x ?? 0
}

function lastBend({ spots }: Arrow): number {
  return spots.at(-2)?.x ?? 0
}

interface Point {
  readonly x: number
  readonly y: number
}

function curve(from: Point, to: Point): string {
  const half = round((from.y + to.y) / 2)
  return `C${round(from.x)} ${half} ${round(to.x)} ${half} ${round(to.x)} ${round(to.y)}`
}

function round(number: number): number {
  return Math.round(number * 10) / 10
}

function line(word: string, resources: readonly ServiceResource[]): string {
  if (resources.length === 0) return ''
  return `${word}: ${resources.map(({ name, external }) => `${plainText(name)}${external ? ' (external)' : ''}`).join(', ')}`
}

/** What somebody is told who does not see the drawing. */
function description({ services }: ServiceGraph): string {
  return services
    .map(({ name, state, needs }) => {
      const others = needs.map(({ service, condition }) => `${service} (${condition})`).join(', ')
      return `${name}${state === undefined ? '' : `, ${state.text}`}${others === '' ? '' : `, needs ${others}`}.`
    })
    .join(' ')
}
