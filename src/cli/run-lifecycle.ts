import type { Lifecycle, LifecycleOptions } from '../api/lifecycle.ts'
import type { Context } from './session/context.ts'

/** Does to containers that are there what was asked, or only shows it. Returns the exit code. */
export async function runLifecycle(
  request: Lifecycle,
  options: Pick<LifecycleOptions, 'services' | 'waitTimeout'>,
  { project, parallel, world, dryRun, terminal }: Context,
): Promise<number> {
  const { lifecycle, lifecyclePlan } = await import('../api/lifecycle.ts')
  const all = { ...project, ...options, ...(parallel === undefined ? {} : { parallel }) }
  if (dryRun) {
    const { showPlan } = await import('./show-plan.ts')
    return showPlan(await lifecyclePlan(request, all, world()), { format: 'text', exitCode: 'plain' }, terminal)
  }
  await lifecycle(request, all, world())
  return 0
}

/** `-t`, where it is given. */
export function timeoutOf({ timeout }: { readonly timeout: number | undefined }): { readonly timeout?: number } {
  return timeout === undefined ? {} : { timeout }
}
