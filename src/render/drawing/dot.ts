import type { ServiceGraph, ServiceNode } from '../../plan/service-graph.ts'
import { plainText } from '../visible.ts'
import { idsOf } from './ids.ts'

/** The graph for graphviz: arrows lead to what is needed, dashed where it is optional. Ends with a line break. */
export function graphDot(graph: ServiceGraph): string {
  const ids = idsOf(graph)
  const networks = new Set(graph.networks.map(({ name }) => name))
  const volumes = new Set(graph.volumes.map(({ name }) => name))
  const node = (id: string, lines: readonly string[], more: string): string => `${id} [label=${quoted(lines)}${more}];`
  const nodes = [
    ...graph.services.map((service) => node(ids.service(service.name), linesOf(service), colorOf(service))),
    ...graph.networks.map(({ name }) => node(ids.network(name), [name], ', shape=ellipse, color="#8250df"')),
    ...graph.volumes.map(({ name }) => node(ids.volume(name), [name], ', shape=cylinder')),
  ]
  const edges = graph.services.flatMap((service) => {
    const from = ids.service(service.name)
    const to = (id: string): string => `${from} -> ${id} [dir=none, style=dotted];`
    return [
      ...service.needs.map(({ service: other, condition, required }) => {
        const style = required ? '' : ', style=dashed'
        return `${from} -> ${ids.service(other)} [label=${quoted([condition])}${style}];`
      }),
      ...service.networks.filter((name) => networks.has(name)).map((name) => to(ids.network(name))),
      ...service.volumes.filter((one) => volumes.has(one.volume)).map((one) => to(ids.volume(one.volume))),
    ]
  })
  const lines = ['node [shape=box, style=rounded];', ...nodes, ...new Set(edges)]
  return `digraph ${quoted([graph.project])} {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`
}

function linesOf({ name, image, state }: ServiceNode): readonly string[] {
  return [name, image, ...(state === undefined ? [] : [state.text])]
}

const colors = {
  healthy: '#1a7f37',
  running: '#0969da',
  starting: '#9a6700',
  failed: '#cf222e',
  done: '#57606a',
  stopped: '#57606a',
  absent: '#57606a',
} as const

function colorOf({ state }: ServiceNode): string {
  return state === undefined ? '' : `, color="${colors[state.kind]}"`
}

/** Lines are centred. A backslash of a name is its own. */
function quoted(lines: readonly string[]): string {
  return `"${lines.map((line) => plainText(line).replaceAll('\\', '\\\\').replaceAll('"', '\\"')).join('\\n')}"`
}
