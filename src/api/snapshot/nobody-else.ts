import type { Engine } from '../../engine/port.ts'
import { label } from '../../model/labels.ts'
import { isAlive } from '../../plan/is-alive.ts'
import type { ObservedContainer } from '../../plan/observed.ts'
import { mountersOf } from './stores.ts'

/** Who runs on the volumes and is no service of the project. */
export async function othersOn(
  volumes: ReadonlySet<string>,
  { engine, project }: { readonly engine: Engine; readonly project: string },
): Promise<readonly ObservedContainer[]> {
  return mountersOf(await engine.containers.list([]), volumes).filter(
    (container) =>
      isAlive(container) &&
      (container.labels.get(label.project) !== project || container.oneOff || container.configHash === undefined),
  )
}

/** What is not of the project, or was started by `run`, is not stopped and started behind somebody's back. */
export async function requireNobodyElse(
  volumes: ReadonlySet<string>,
  { engine, project }: { readonly engine: Engine; readonly project: string },
): Promise<void> {
  const others = await othersOn(volumes, { engine, project })
  if (others.length === 0) return
  const names = others.map(({ name }) => name).join(', ')
  const one = others.length === 1
  throw Object.assign(
    new Error(
      `${one ? 'container' : 'containers'} ${names} ${one ? 'uses' : 'use'} the data, too, and ${one ? 'is' : 'are'} no service of project ${project}`,
    ),
    {
      fix: `stop ${one ? 'it' : 'them'} first: \`docker stop ${others.map(({ name }) => name).join(' ')}\``,
    },
  )
}
