import { createBuilder } from './builder.ts'
import { isAlive } from './is-alive.ts'
import type { ObservedContainer } from './observed.ts'
import { concerned, planOfSteps, type Scene } from './scene.ts'
import type { Action, Plan } from './step.ts'

/** What `kill` was told. */
export interface KillPolicy {
  readonly signal: string
  /** `remove` takes containers of services that the project does not have along. */
  readonly orphans: 'keep' | 'remove'
}

/** `kill`: a signal to everything that runs, one-offs included, in no order. */
export function planKill(scene: Scene, { signal, orphans }: KillPolicy): Plan {
  const all = orphans === 'remove' && scene.targets.length === 0
  const chosen = all
    ? scene.containers.filter(({ configHash }) => configHash !== undefined)
    : concerned(scene, 'with one-offs')
  return planEach('kill', chosen, {
    scene,
    action: ({ name, service }) => ({ do: 'kill-container', container: name, service, signal }),
  })
}

/** `pause` and `unpause`: what runs. The engine refuses to pause what is paused, and to unpause what is not. */
export function planPause(verb: 'pause' | 'unpause', scene: Scene): Plan {
  return planEach(verb, concerned(scene, 'without one-offs'), {
    scene,
    action: ({ name, service }) => ({ do: `${verb}-container`, container: name, service }),
  })
}

interface Each {
  readonly scene: Scene
  readonly action: (container: ObservedContainer) => Action
}

function planEach(
  verb: 'kill' | 'pause' | 'unpause',
  containers: readonly ObservedContainer[],
  { scene, action }: Each,
): Plan {
  const builder = createBuilder()
  for (const container of containers.filter(isAlive).sort((a, b) => (a.name < b.name ? -1 : 1)))
    builder.add({ action: action(container), because: verb })
  return planOfSteps(verb, scene, builder.steps)
}
