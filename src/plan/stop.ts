import { createBuilder } from './builder.ts'
import type { DownScope } from './down.ts'
import type { Observed } from './observed.ts'
import type { Plan } from './step.ts'
import { planStops } from './teardown.ts'

/** Stops what runs of a project, or of some services of it: Ctrl-C on an attached `up`. */
export function planStop(
  scope: DownScope,
  observed: Observed,
  policy: { readonly targets: readonly string[]; readonly timeout?: number },
): Plan {
  const builder = createBuilder()
  const containers = observed.containers.filter(
    ({ configHash, oneOff, service }) =>
      configHash !== undefined && !oneOff && (policy.targets.length === 0 || policy.targets.includes(service)),
  )
  planStops(containers, {
    builder,
    because: 'stop',
    ...(scope.project === undefined ? {} : { project: scope.project }),
    ...(scope.graph === undefined ? {} : { graph: scope.graph }),
    ...(policy.timeout === undefined ? {} : { timeout: policy.timeout }),
  })
  return { verb: 'stop', project: scope.name, steps: builder.steps, keep: [], orphans: [], warnings: [] }
}
