import { label } from '../model/labels.ts'
import { isAlive } from '../plan/is-alive.ts'
import type { World } from './world/world.ts'

/** A project that the engine has containers of. */
export interface ListedProject {
  readonly name: string
  /** How many containers are in which state: `exited(1), running(2)`. */
  readonly status: string
  /** Compose files, by commas; `N/A` where a container does not say it. */
  readonly files: string
}

/** Projects by name: those with a running container, or `all`. One request. */
export async function ls(options: { readonly all: boolean }, world: World): Promise<readonly ListedProject[]> {
  const engine = await world.engine()
  const found = await engine.containers.summaries([label.project, label.configHash])
  const containers = options.all ? found : found.filter(isAlive)
  const projects = Map.groupBy(containers, ({ labels }) => labels.get(label.project) ?? '')
  return [...projects]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => ({
      name,
      status: statusOf(members.map(({ state }) => state)),
      files: filesOf(members.map(({ labels }) => labels.get(label.files))),
    }))
}

function statusOf(states: readonly string[]): string {
  return [...Map.groupBy(states, (state) => state)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([state, same]) => `${state}(${same.length})`)
    .join(', ')
}

function filesOf(lists: readonly (string | undefined)[]): string {
  if (lists.includes(undefined)) return 'N/A'
  return [...new Set(lists.flatMap((list) => (list ?? '').split(',')))].join(',')
}
