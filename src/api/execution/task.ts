import type { World } from '../world/world.ts'

/** Work on one thing, with docker compose's words for its progress. */
export interface Task {
  /** What it is done to. */
  readonly id: string
  readonly text: string
  readonly working: string
  readonly done: string
}

/** Does the work and tells of its beginning, and of its end in the words that `work` returns, or in the task's. */
export async function asTask(
  { id, text, working, done }: Task,
  work: () => Promise<string | void>,
  { emit, now }: Pick<World, 'emit' | 'now'>,
): Promise<void> {
  emit({ type: 'task', id, text, status: working, state: 'working', at: now() })
  try {
    const result = await work()
    emit({ type: 'task', id, text, status: result ?? done, state: 'done', at: now() })
  } catch (error) {
    emit({ type: 'task', id, text, status: 'Error', state: 'error', at: now() })
    throw error
  }
}

/** What is done only in words is marked, in docker compose's words (2.40.3). */
export function onlySaid(task: Task): Task {
  return { ...task, id: `DRY-RUN MODE -  ${task.id}` }
}
