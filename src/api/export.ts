import { runningContainer } from './container/service-containers.ts'
import { asTask, onlySaid } from './execution/task.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface ExportOptions extends ProjectOptions {
  readonly service: string
  /** The replica; 0 is the first. */
  readonly index: number
  /** For the messages: a path, or empty for stdout. */
  readonly to: string
  /** Takes the tar. Not called for a dry run. */
  readonly write?: (tar: AsyncIterable<Uint8Array>) => Promise<void>
}

/** Writes the file system of a running container as a tar. */
export async function exportContainer(options: ExportOptions, world: World): Promise<void> {
  const { service, index, to, write } = options
  const { name: project } = await projectOrName(options, world)
  const engine = await world.engine()
  const { id, name } = await runningContainer({ project, service, index }, engine)
  const task = { id: name, text: `export ${name} to ${to}`, working: 'Exporting', done: 'Exported' }
  await asTask(
    write === undefined ? onlySaid(task) : task,
    async () => await write?.(await engine.containers.exportTar(id, world.signal)),
    world,
  )
}
