import type { Project } from '../model/project.ts'
import type { UpContext } from './context.ts'
import type { Observed, ObservedContainer } from './observed.ts'
import type { StepId } from './step.ts'
import { stopContainer } from './stop-container.ts'

/** Containers of the project that no service of the model claims, and one-offs that are over. */
export function orphansOf(project: Project, observed: Observed): readonly ObservedContainer[] {
  return observed.containers
    .filter((container) => {
      if (container.configHash === undefined) return false
      if (container.oneOff) return container.state === 'exited' || container.state === 'dead'
      return !project.services.has(container.service) && !project.disabled.has(container.service)
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

/** Removes orphans; returns the steps after which their names, ports and addresses are free. */
export function planOrphans(orphans: readonly ObservedContainer[], context: UpContext): readonly StepId[] {
  const because = 'no service of the project'
  return orphans.map((container) => {
    const stop = stopContainer(container, { because }, context)
    const action = {
      do: 'remove-container',
      container: container.name,
      service: container.service,
      anonymousVolumes: 'keep',
    } as const
    const step = context.builder.once(`remove:${container.id}`, () => ({ action, because, after: [stop] }))
    context.freed.set(container.name, step)
    return step
  })
}
