import type { Condition } from '../../attributes/service/depends-on.ts'
import type { Graph } from '../../graph/graph.ts'
import { isAlive } from '../../plan/is-alive.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { stateOf } from '../../plan/service-graph.ts'
import type { UnmetNeed } from '../../plan/why.ts'

/** The conditions of a service that do not hold now. What only x-ready tells counts as met: that is seen from outside. */
export function unmetNeeds(
  service: string,
  graph: Graph,
  containers: readonly ObservedContainer[],
): readonly UnmetNeed[] {
  return graph
    .dependenciesOf(service)
    .filter(({ required }) => required)
    .flatMap(({ to, condition }) => {
      const own = containers.filter((it) => it.service === to && !it.oneOff)
      return isMet(condition, own) ? [] : [{ service: to, condition, state: stateOf(own).text }]
    })
}

function isMet(condition: Condition, containers: readonly ObservedContainer[]): boolean {
  if (containers.length === 0) return false
  switch (condition) {
    case 'service_started':
      return containers.every(isAlive)
    case 'service_healthy':
      return containers.every((it) => isAlive(it) && (it.health === undefined || it.health === 'healthy'))
    case 'service_completed_successfully':
      return containers.every(({ state, exitCode }) => state === 'exited' && exitCode === 0)
  }
}
