import { realPath } from '../../engine/host/real-path.ts'
import { label } from '../../model/labels.ts'
import type { Project } from '../../model/project.ts'
import { UpFailed } from '../../plan/up-failed.ts'
import { NotReady } from '../../run/preflight/preflight.ts'
import { ForeignProject } from '../project/foreign-project.ts'
import type { World } from '../world/world.ts'
import { linkedWorktree, type Worktree } from './worktree.ts'

/**
 * The error of an `up` with one more remedy, where a linked worktree wants what the stack of another checkout of its repository
 * has: the project, a host port or the name of a container. Every other error as it is.
 */
export async function withWorktreeHint(
  error: unknown,
  { directory, copy }: Pick<Project, 'directory' | 'copy'>,
  world: World,
): Promise<unknown> {
  if (copy !== undefined || (world.env.get('MUSTER_ISOLATE') ?? '') !== '' || !isCollision(error)) return error
  const worktree = linkedWorktree(realPath(directory))
  if (worktree === undefined || !(await runsElsewhere(worktree, directory, world))) return error
  const more = `this is a worktree of ${worktree.main}: \`muster --isolate up\` gives it its own copy`
  const hinted = <T extends Complaint>(one: T): T =>
    collides(one) ? { ...one, fix: one.fix === undefined ? more : `${one.fix}; ${more}` } : one
  if (error instanceof NotReady) return new NotReady(error.diagnostics.map(hinted))
  if (error instanceof UpFailed) return new UpFailed(error.message, error.failures.map(hinted))
  return Object.assign(error, { fix: `${error.fix}; ${more}` })
}

interface Complaint {
  readonly message: string
  readonly fix?: string
}

function isCollision(error: unknown): error is ForeignProject | NotReady | UpFailed {
  if (error instanceof ForeignProject) return true
  if (error instanceof NotReady) return error.diagnostics.some(collides)
  return error instanceof UpFailed && error.failures.some(collides)
}

/** In the words of preflight.ts and obstacle.ts. */
function collides({ message }: Complaint): boolean {
  return message.includes('is already in use by')
}

/** Whether another checkout of the repository has containers. */
async function runsElsewhere({ repository, folder }: Worktree, own: string, world: World): Promise<boolean> {
  const engine = await world.engine()
  const containers = await engine.containers.summaries([label.project]).catch(() => [])
  const folders = new Set(containers.flatMap(({ labels }) => labels.get(label.directory) ?? []))
  return [...folders].some((other) => {
    if (other === own) return false
    const place = linkedWorktree(realPath(other))
    if (place !== undefined) return place.repository === repository && place.folder !== folder
    return `${realPath(other)}/`.startsWith(`${repository.replace(/\/\.git$/, '')}/`)
  })
}
