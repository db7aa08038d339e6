import type { Service } from '../attributes/service.ts'
import { load } from '../load/load.ts'
import type { LoadOptions } from '../load/options.ts'
import { imageName } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import type { LoadAccess } from './world/load-world.ts'

/** What stands in a service's box beside its name. */
export interface VizOptions {
  readonly networks: boolean
  readonly ports: boolean
  readonly image: boolean
  /** What each line inside begins with. */
  readonly indent: string
}

/** The project as a graph for graphviz: services, and who depends on whom (docker compose 2.40.3, in the order of names). */
export async function viz(options: LoadOptions, shown: VizOptions, world: LoadAccess): Promise<string> {
  return graphOf(await load({ ...options, resolveEnvironment: false }, world), shown)
}

function graphOf(project: Project, shown: VizOptions): string {
  const { indent } = shown
  const services = [...project.services.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const boxes = services.map((service) => `${indent}${box(service, project, shown)}\n`)
  const arrows = services.flatMap((service) =>
    [...(service.depends_on?.keys() ?? [])]
      .toSorted()
      .map((other) => `${indent}${quoted(service.name)} -> ${quoted(other)};\n`),
  )
  return `digraph ${quoted(project.name)} {\n${indent}layout=dot;\n${boxes.join('')}\n${arrows.join('')}}\n`
}

function box(service: Service, project: Project, { networks, ports, image }: VizOptions): string {
  const joined = [...(service.networks?.keys() ?? [])].toSorted()
  const parts = [
    networks && joined.length > 0 ? part('Networks', joined) : '',
    ports && (service.ports ?? []).length > 0 ? part('Ports', (service.ports ?? []).map(portText)) : '',
    image ? part('Image', [service.image ?? imageName(project, service)]) : '',
  ]
  const name = `<font point-size="15">${escaped(service.name)}</font>`
  return `${quoted(service.name)} [style="filled" label=<${name}${parts.join('')}>];`
}

function part(title: string, lines: readonly string[]): string {
  return `<font point-size="10"><br/><br/><b>${title}:</b><br/>${lines.map(escaped).join('<br/>')}</font>`
}

function portText(port: NonNullable<Service['ports']>[number]): string {
  const ip = port.host_ip === undefined || port.host_ip === '' ? '' : `${port.host_ip}:`
  return `${ip}${port.published ?? ''}:${port.target ?? ''} (${port.protocol ?? 'tcp'}, ${port.mode ?? 'ingress'})`
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '\\"')}"`
}

/** Labels are HTML for graphviz. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
