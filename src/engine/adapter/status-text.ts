import type { ContainerState, ObservedContainer } from '../../plan/observed.ts'

/**
 * Health and exit code, as the list of containers gives them in words only: `Up 3 seconds (healthy)`,
 * `Up 2 seconds (health: starting)`, `Exited (3) 2 minutes ago`, `Restarting (1) 5 seconds ago` (Engine 20.10 to 28).
 * A paused container shows no health.
 */
export function readStatusText(text: string): Pick<ObservedContainer, 'health' | 'exitCode'> {
  const exited = /^(?:Exited|Restarting) \((\d+)\)/.exec(text)?.[1]
  const health = /\((?:health: )?(starting|healthy|unhealthy)\)$/.exec(text)?.[1] as ObservedContainer['health']
  return { ...(exited !== undefined && { exitCode: Number(exited) }), ...(health && { health }) }
}

/** The engine's word for a state; Podman has some of its own. */
export function stateOf(word: string): ContainerState {
  switch (word) {
    case 'created':
    case 'running':
    case 'paused':
    case 'restarting':
    case 'removing':
    case 'exited':
    case 'dead':
      return word
    case 'configured':
    case 'initialized':
      return 'created'
    case 'stopping':
      return 'running'
    default:
      return 'exited'
  }
}
