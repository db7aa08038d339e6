import { readReference } from '../engine/reference.ts'
import { commitKnown } from './container/commit-known.ts'
import { runningContainer } from './container/service-containers.ts'
import { asTask, onlySaid } from './execution/task.ts'
import { projectOrName } from './project/project-or-name.ts'
import type { ProjectOptions, World } from './world/world.ts'

export interface CommitServiceOptions extends ProjectOptions {
  readonly service: string
  /** The replica; 0 is the first. */
  readonly index: number
  /** Repository and tag; empty for an image without a name. */
  readonly reference: string
  readonly author: string
  readonly message: string
  /** Dockerfile instructions. */
  readonly changes: readonly string[]
  readonly paused: boolean
  readonly dryRun: boolean
}

/** Makes an image of what a running container has changed. */
export async function commit(options: CommitServiceOptions, world: World): Promise<void> {
  const { service, index, author, message, changes, paused, dryRun } = options
  const named = nameOf(options.reference)
  const { name: project } = await projectOrName(options, world)
  const engine = await world.engine()
  const { id, name } = await runningContainer({ project, service, index }, engine)
  const task = { id: name, text: `Commit ${name}`, working: 'Committing', done: 'Committed' }
  if (dryRun) return await asTask(onlySaid(task), async () => undefined, world)
  const request = { author, message, changes, paused, ...(named && { name: named }) }
  const done = (image: string): string => `Committed as ${image}`
  await asTask({ ...task, done }, async () => await commitKnown(id, request, { ...world, engine }), world)
}

function nameOf(text: string): { readonly repository: string; readonly tag: string } | undefined {
  if (text === '') return undefined
  const reference = readReference(text)
  const valid = /^[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*$/
  const parts = (reference?.name ?? '').split('/')
  const own = reference?.registry === 'docker.io' ? parts : parts.slice(1)
  if (reference?.digest !== undefined || own.length === 0 || !own.every((part) => valid.test(part)))
    throw Object.assign(new Error(`invalid reference format: ${JSON.stringify(text)}`), {
      fix: 'a name is lower case letters, digits, `.`, `_`, `-` and `/`, then perhaps `:TAG`',
    })
  return { repository: reference?.name ?? '', tag: reference?.tag ?? 'latest' }
}
