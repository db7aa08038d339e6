import type { ServiceGraph, ServiceNode } from '../../plan/service-graph.ts'
import { plainText } from '../visible.ts'
import { idsOf } from './ids.ts'

/** The graph as a Mermaid flowchart: arrows lead to what is needed, dotted where it is optional. Ends with a line break. */
export function graphMermaid(graph: ServiceGraph): string {
  const ids = idsOf(graph)
  const networks = new Set(graph.networks.map(({ name }) => name))
  const volumes = new Set(graph.volumes.map(({ name }) => name))
  const nodes = [
    ...graph.services.map((service) => `${ids.service(service.name)}[${label(linesOf(service))}]${classOf(service)}`),
    ...graph.networks.map(
      ({ name, external }) => `${ids.network(name)}([${label([name, ...outside(external)])}]):::network`,
    ),
    ...graph.volumes.map(
      ({ name, external }) => `${ids.volume(name)}[(${label([name, ...outside(external)])})]:::volume`,
    ),
  ]
  const edges = graph.services.flatMap((service) => {
    const from = ids.service(service.name)
    return [
      ...service.needs.map(
        ({ service: to, condition, required }) =>
          `${from} ${required ? '-->' : '-.->'}|${condition}| ${ids.service(to)}`,
      ),
      ...service.networks.filter((name) => networks.has(name)).map((name) => `${from} --- ${ids.network(name)}`),
      ...service.volumes.filter((one) => volumes.has(one.volume)).map((one) => `${from} --- ${ids.volume(one.volume)}`),
    ]
  })
  return `${['flowchart TD', ...[...nodes, ...new Set(edges), ...styles].map((line) => `  ${line}`)].join('\n')}\n`
}

const styles = [
  'classDef healthy stroke:#1a7f37,stroke-width:2px',
  'classDef running stroke:#0969da,stroke-width:2px',
  'classDef starting stroke:#9a6700,stroke-width:2px',
  'classDef failed stroke:#cf222e,stroke-width:3px',
  'classDef done stroke:#57606a',
  'classDef stopped stroke:#57606a,stroke-dasharray:4',
  'classDef absent stroke:#57606a,stroke-dasharray:4',
  'classDef network stroke:#8250df',
  'classDef volume stroke:#57606a',
]

function classOf({ state }: ServiceNode): string {
  return state === undefined ? '' : `:::${state.kind}`
}

function linesOf({ name, image, state }: ServiceNode): readonly string[] {
  return [name, image, ...(state === undefined ? [] : [state.text])]
}

function outside(external: boolean): readonly string[] {
  return external ? ['external'] : []
}

/** Mermaid reads `#name;` as an entity; the breaks between lines are the only markup. */
function label(lines: readonly string[]): string {
  return `"${lines.map(escaped).join('<br/>')}"`
}

function escaped(text: string): string {
  return plainText(text).replace(/[^\p{L}\p{N} ._/:@()+-]/gu, (char) => `#${char.codePointAt(0) ?? 0};`)
}
