import toposort from 'toposort'
import type { Service } from '../attributes/service.ts'
import type { Condition } from '../attributes/service/depends-on.ts'
import { sharedService } from '../attributes/service/namespace-mode.ts'
import { dependencyCycle } from '../model/cycle.ts'
import type { Project } from '../model/project.ts'
import { ComposeError } from '../source/diagnostic.ts'

/** `from` needs `to`. */
export interface Edge {
  readonly from: string
  readonly to: string
  readonly condition: Condition
  /** `restart: true`: `from` is stopped and started again when `to` gets a new container. */
  readonly restart: boolean
  /** `required: false`: a failure of `to` only warns. */
  readonly required: boolean
  /** `from` lives in a namespace of `to`'s container or mounts its volumes: it is created after it and dies with it. */
  readonly shares: boolean
}

/** Who needs whom, among the active services of a project. */
export interface Graph {
  readonly project: Project
  /** Every service, dependencies first; names decide where dependencies do not. */
  readonly order: readonly string[]
  dependenciesOf(service: string): readonly Edge[]
  dependentsOf(service: string): readonly Edge[]
}

/**
 * The dependency graph of a project. Normalisation has put links, `network_mode: service:x` and the like into `depends_on`.
 * Throws a ComposeError `dependency-cycle` that shows the cycle as a path with the place of each of its edges.
 */
export function graphOf(project: Project): Graph {
  const edges = [...project.services].flatMap(([name, service]) => edgesOf(name, service, project))
  const cycle = dependencyCycle(project)
  if (cycle !== undefined) throw new ComposeError([cycle])
  const dependencies = Map.groupBy(edges, (edge) => edge.from)
  const dependents = Map.groupBy(edges, (edge) => edge.to)
  return {
    project,
    order: startOrder([...project.services.keys()], edges),
    dependenciesOf: (service) => dependencies.get(service) ?? [],
    dependentsOf: (service) => dependents.get(service) ?? [],
  }
}

function edgesOf(name: string, service: Service, project: Project): Edge[] {
  const shared = sharedServices(service)
  const edges = [...(service.depends_on ?? [])]
    .filter(([to]) => project.services.has(to))
    .map(([to, need]): Edge => ({
      from: name,
      to,
      condition: need.condition,
      restart: need.restart === true,
      required: need.required,
      shares: shared.has(to),
    }))
  return edges.sort((a, b) => (a.to < b.to ? -1 : 1))
}

/** Services whose container this one refers to by id: its namespaces and `volumes_from`. */
export function sharedServices(service: Service): ReadonlySet<string> {
  const modes = [service.network_mode, service.ipc, service.pid].map(sharedService)
  const volumes = (service.volumes_from ?? [])
    .filter((from) => !from.startsWith('container:'))
    .map((from) => from.split(':')[0])
  return new Set([...modes, ...volumes].filter((name) => name !== undefined))
}

/** Dependencies first. Ties are broken by name, so that plans are the same byte for byte. */
function startOrder(names: readonly string[], edges: readonly Edge[]): readonly string[] {
  const sorted = [...names].sort()
  const arrows = edges.map(({ from, to }): [string, string] => [to, from])
  const depth = new Map<string, number>()
  for (const name of toposort.array(sorted, arrows)) {
    const below = edges.filter((edge) => edge.from === name).map((edge) => depth.get(edge.to) ?? 0)
    depth.set(name, below.length === 0 ? 0 : Math.max(...below) + 1)
  }
  return sorted.sort((a, b) => (depth.get(a) ?? 0) - (depth.get(b) ?? 0) || (a < b ? -1 : 1))
}
