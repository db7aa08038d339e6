import type { Graph } from '../graph/graph.ts'
import type { Project } from '../model/project.ts'
import type { ObservedContainer } from './observed.ts'
import type { Plan, Step, Verb } from './step.ts'

/** What a command on existing containers works on: a project of files, or one that labels tell of. */
export interface Scene {
  /** The selected services and what they need. */
  readonly project: Project
  readonly graph: Graph
  /** `labels`: there was no file. Then a service is no more than its name and its dependencies. */
  readonly from: 'files' | 'labels'
  /** Services named on the command line; empty means all of the project. */
  readonly targets: readonly string[]
  /** Negotiated API version, for instance `1.51`. */
  readonly apiVersion: string
  /** Every container with the project's label, one-offs included, in the engine's order: newest first. */
  readonly containers: readonly ObservedContainer[]
}

/** Whether a command on the scene is about a service. */
export function concerns({ project, targets }: Pick<Scene, 'project' | 'targets'>, service: string): boolean {
  return targets.length > 0 ? targets.includes(service) : project.services.has(service)
}

/** Containers of the concerned services that compose made; look-alikes without a config hash are nobody's. */
export function concerned(scene: Scene, oneOffs: 'with one-offs' | 'without one-offs'): readonly ObservedContainer[] {
  return scene.containers.filter(
    ({ configHash, oneOff, service }) =>
      configHash !== undefined && (!oneOff || oneOffs === 'with one-offs') && concerns(scene, service),
  )
}

/** A plan that leaves nothing to say beside its steps. */
export function planOfSteps(verb: Verb, { project }: Pick<Scene, 'project'>, steps: readonly Step[]): Plan {
  return { verb, project: project.name, steps, keep: [], orphans: [], warnings: [] }
}
