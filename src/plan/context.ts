import type { Service } from '../attributes/service.ts'
import type { Graph } from '../graph/graph.ts'
import { finalNameOf } from '../model/names.ts'
import type { Project } from '../model/project.ts'
import { type Builder, createBuilder } from './builder.ts'
import type { Observed, ObservedContainer } from './observed.ts'
import type { UpPolicy } from './policy.ts'
import type { StepId } from './step.ts'

/** What the planners of `up` share: what is wanted, what is there, and the plan so far. */
export interface UpContext {
  readonly graph: Graph
  readonly project: Project
  readonly observed: Observed
  readonly policy: UpPolicy
  readonly builder: Builder
  readonly warn: (message: string) => void
  /** When what a container needs is there: by network key, volume key and service. */
  readonly ready: {
    readonly networks: Map<string, StepId>
    readonly volumes: Map<string, StepId>
    readonly images: Map<string, StepId>
  }
  /** Stop steps by container id, so that a container is stopped once, whoever asks for it. */
  readonly stopped: Map<string, StepId>
  /** Removals of containers of other services that hold a name which is needed, by name. */
  readonly freed: Map<string, StepId>
  /** Networks that containers which are to be started need not wait for to be created, by key. */
  readonly lateNetworks: Set<string>
  /** Networks that get a new id, by key: containers are taken off and put on again. */
  readonly renewedNetworks: Set<string>
  /** Volumes that are thrown away and made anew, by key. */
  readonly renewedVolumes: Set<string>
}

/** The context at the beginning of a plan, in which nothing is to be done yet. */
export function createContext(given: Pick<UpContext, 'graph' | 'observed' | 'policy' | 'warn'>): UpContext {
  return {
    ...given,
    project: given.graph.project,
    builder: createBuilder(),
    ready: { networks: new Map(), volumes: new Map(), images: new Map() },
    stopped: new Map(),
    freed: new Map(),
    lateNetworks: new Set(),
    renewedNetworks: new Set(),
    renewedVolumes: new Set(),
  }
}

/** The service of that name. Throws for a name that the graph does not have: a bug of the caller. */
export function serviceOf(project: Project, name: string): Service {
  const service = project.services.get(name)
  if (service === undefined) throw new Error(`no such service in the graph: ${name}`)
  return service
}

/** The service containers that docker compose or muster made, in name order; one-offs and look-alikes without a config hash are not among them. */
export function containersOf(observed: Observed, service: string): readonly ObservedContainer[] {
  return observed.containers
    .filter((container) => container.service === service && !container.oneOff && container.configHash !== undefined)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Without replacements that an interrupted recreation has left beside what they were to replace: only one of the two may run. */
export function withoutCopies(containers: readonly ObservedContainer[]): readonly ObservedContainer[] {
  const names = new Set(containers.map(({ name }) => name))
  return containers.filter(({ name, state }) => state === 'running' || !names.has(finalNameOf(name) ?? ''))
}
