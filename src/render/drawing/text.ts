import type { ServiceNeed, ServiceResource, ServiceGraph, ServiceNode } from '../../plan/service-graph.ts'
import { plainText } from '../visible.ts'

/** The graph for a terminal, dependencies first: each service, and below it what it needs and where it is. Ends with a line break. */
export function graphText({ project, services, networks, volumes }: ServiceGraph): string {
  const names = Math.max(0, ...services.map(({ name }) => plainText(name).length))
  const states = Math.max(0, ...services.map(({ state }) => state?.text.length ?? 0))
  const blocks = services.flatMap((service) => [headOf(service, { names, states }), ...detailsOf(service)])
  const resources = [
    ...(networks.length === 0 ? [] : [`networks  ${networks.map(resourceText).join(', ')}`]),
    ...(volumes.length === 0 ? [] : [`volumes   ${volumes.map(resourceText).join(', ')}`]),
  ]
  const parts = [plainText(project), '', ...blocks, ...(resources.length === 0 ? [] : ['', ...resources])]
  return `${parts.join('\n')}\n`
}

function headOf(
  { name, image, state, replicas }: ServiceNode,
  { names, states }: { readonly names: number; readonly states: number },
): string {
  const count = replicas === 1 ? '' : `  ×${replicas}`
  const known = state === undefined ? '' : `  ${state.text.padEnd(states)}`
  return `${plainText(name).padEnd(names)}${known}  ${plainText(image)}${count}`
}

function detailsOf({ needs, networks, volumes, ready }: ServiceNode): readonly string[] {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ['needs', needs.map(needText)],
    ['ready', ready],
    ['on', networks],
    ['keeps', volumes.map(({ volume, target }) => `${volume} at ${target}`)],
  ]
  const some = rows.filter(([, items]) => items.length > 0)
  return some.map(([word, items], i) => {
    const branch = i === some.length - 1 ? '└─' : '├─'
    return `  ${branch} ${word.padEnd(5)}  ${items.map(plainText).join(', ')}`
  })
}

function needText({ service, condition, required }: ServiceNeed): string {
  return `${service} (${condition}${required ? '' : ', optional'})`
}

function resourceText({ name, external }: ServiceResource): string {
  return `${plainText(name)}${external ? ' (external)' : ''}`
}
