import type { ReadyCondition } from '../attributes/ready/condition.ts'
import { readyText } from '../attributes/ready/ready.ts'
import type { Service } from '../attributes/service.ts'
import type { Condition } from '../attributes/service/depends-on.ts'
import type { Graph } from '../graph/graph.ts'
import { imageName, replicasOf } from '../model/names.ts'
import { readinessOf } from '../model/readiness.ts'
import type { ObservedContainer } from './observed.ts'

/** A project as people draw it. Version 1 of the form. */
export interface ServiceGraph {
  readonly version: 1
  readonly project: string
  /** Whether an engine was asked for the states. */
  readonly live: boolean
  /** Dependencies first. */
  readonly services: readonly ServiceNode[]
  readonly networks: readonly ServiceResource[]
  readonly volumes: readonly ServiceResource[]
}

/** A service of a graph. */
export interface ServiceNode {
  readonly name: string
  readonly image: string
  readonly replicas: number
  /** Absent where no engine was asked. */
  readonly state?: ServiceState
  readonly ready: readonly string[]
  readonly needs: readonly ServiceNeed[]
  /** Keys of the file. */
  readonly networks: readonly string[]
  readonly volumes: readonly { readonly volume: string; readonly target: string }[]
}

/** How the containers of a service are. */
export interface ServiceState {
  /** The worst of its containers; `absent` where there is none. */
  readonly kind: 'healthy' | 'running' | 'starting' | 'done' | 'stopped' | 'failed' | 'absent'
  /** In words, for instance `running (healthy)` or `2 running, 1 exited (1)`. */
  readonly text: string
}

/** What a service waits for before it starts. */
export interface ServiceNeed {
  readonly service: string
  /** `started`, `healthy` or `completed`. */
  readonly condition: string
  readonly required: boolean
}

/** A network or a volume of the project, by its key in the file. */
export interface ServiceResource {
  readonly name: string
  readonly external: boolean
}

/** The graph of a project, with the states of its containers where they are known. Pure. */
export function serviceGraph(graph: Graph, containers: readonly ObservedContainer[] | undefined): ServiceGraph {
  const { project } = graph
  return {
    version: 1,
    project: project.name,
    live: containers !== undefined,
    services: graph.order.flatMap((name) => {
      const service = project.services.get(name)
      return service === undefined ? [] : [nodeOf(service, graph, containers)]
    }),
    networks: [...project.networks].map(([name, { external }]) => ({ name, external: external === true })).sort(byName),
    volumes: [...project.volumes].map(([name, { external }]) => ({ name, external: external === true })).sort(byName),
  }
}

function nodeOf(service: Service, graph: Graph, containers: readonly ObservedContainer[] | undefined): ServiceNode {
  const { project } = graph
  const { name } = service
  const own = containers?.filter((it) => it.service === name && !it.oneOff)
  const mounts = (service.volumes ?? []).flatMap(({ type, source, target }) =>
    type === 'volume' && source !== undefined ? [{ volume: source, target: target ?? '' }] : [],
  )
  return {
    name,
    image: service.provider === undefined ? imageName(project, service) : `provider ${service.provider.type ?? ''}`,
    replicas: replicasOf(service),
    ...(own === undefined ? {} : { state: stateOf(own) }),
    ready: readinessOf(project, name).map((one: ReadyCondition) => readyText(one)),
    needs: graph
      .dependenciesOf(name)
      .map(({ to, condition, required }) => ({ service: to, condition: words[condition], required })),
    networks: [...(service.networks?.keys() ?? [])].sort(),
    volumes: mounts.toSorted((a, b) => (a.target < b.target ? -1 : 1)),
  }
}

const words: Readonly<Record<Condition, string>> = {
  service_started: 'started',
  service_healthy: 'healthy',
  service_completed_successfully: 'completed',
}

/** The worst first. */
const severity: readonly ServiceState['kind'][] = [
  'failed',
  'starting',
  'stopped',
  'running',
  'healthy',
  'done',
  'absent',
]

/** How the containers of a service are, taken together. */
export function stateOf(containers: readonly ObservedContainer[]): ServiceState {
  if (containers.length === 0) return { kind: 'absent', text: 'not created' }
  const states = containers.map(stateOfOne)
  const kind = severity.find((one) => states.some((state) => state.kind === one)) ?? 'running'
  const counts = [...Map.groupBy(states, ({ text }) => text)].sort(([a], [b]) => (a < b ? -1 : 1))
  if (counts.length === 1 && counts[0] !== undefined) {
    const [text, same] = counts[0]
    return { kind, text: same.length === 1 ? text : `${same.length} ${text}` }
  }
  return { kind, text: counts.map(([text, same]) => `${same.length} ${text}`).join(', ') }
}

function stateOfOne({ state, health, exitCode = 0 }: ObservedContainer): ServiceState {
  switch (state) {
    case 'running':
      if (health === undefined) return { kind: 'running', text: 'running' }
      return {
        kind: health === 'unhealthy' ? 'failed' : health,
        text: `running (${health})`,
      }
    case 'exited':
    case 'dead':
      return { kind: exitCode === 0 ? 'done' : 'failed', text: `${state} (${exitCode})` }
    case 'restarting':
      return { kind: 'failed', text: state }
    case 'created':
    case 'paused':
    case 'removing':
      return { kind: 'stopped', text: state }
  }
}

function byName(a: ServiceResource, b: ServiceResource): number {
  return a.name < b.name ? -1 : 1
}
