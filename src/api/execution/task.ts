import type { World } from '../world/world.ts'

/** Work on one thing, with docker compose's words for its progress. */
export interface Task<T = unknown> {
  /** What it is done to. */
  readonly id: string
  readonly text: string
  readonly working: string
  readonly done: string | ((result: T) => string)
}

/** Does the work, tells of its beginning and its end, and resolves with what it resolves with. */
export async function asTask<T>(
  { id, text, working, done }: Task<T>,
  work: () => Promise<T>,
  { emit, now }: Pick<World, 'emit' | 'now'>,
): Promise<T> {
  emit({ type: 'task', id, text, status: working, state: 'working', at: now() })
  try {
    const result = await work()
    const status = typeof done === 'string' ? done : done(result)
    emit({ type: 'task', id, text, status, state: 'done', at: now() })
    return result
  } catch (error) {
    emit({ type: 'task', id, text, status: 'Error', state: 'error', at: now() })
    throw error
  }
}

/** What is done only in words is marked, in docker compose's words (2.40.3). */
export function onlySaid(task: Task): Task {
  return { ...task, id: `DRY-RUN MODE -  ${task.id}` }
}
