import { label } from '../model/labels.ts'
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

/**
 * The files behind an orphan that the project does not have: then it may be wanted, by who gives them or shares the name, and
 * no service was removed from a file.
 */
export function orphanFiles(project: Project, orphans: readonly ObservedContainer[]): ReadonlyMap<string, string> {
  return new Map(
    orphans.flatMap(({ name, labels }): [string, string][] => {
      const others = (labels.get(label.files) ?? '')
        .split(',')
        .filter((file) => file !== '' && !project.files.includes(file))
      return others.length === 0 ? [] : [[name, others.map((file) => shownIn(project.directory, file)).join(', ')]]
    }),
  )
}

function shownIn(directory: string, file: string): string {
  return file.startsWith(`${directory}/`) ? file.slice(directory.length + 1) : file
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
