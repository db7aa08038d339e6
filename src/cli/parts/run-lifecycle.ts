import type { Lifecycle, LifecycleOptions } from '../../api/lifecycle.ts'
import type { Context } from '../session/context.ts'

/** Does to containers that are there what was asked, or only shows it. Returns the exit code. */
export async function runLifecycle(
  request: Lifecycle,
  options: Pick<LifecycleOptions, 'services' | 'waitTimeout'>,
  { project, parallel, world, dryRun, ...context }: Context,
): Promise<number> {
  const { lifecycle, lifecyclePlan } = await import('../../api/lifecycle.ts')
  const all = { ...project, ...options, ...(parallel === undefined ? {} : { parallel }) }
  if (dryRun) {
    const { showDryRun } = await import('./show-plan.ts')
    return showDryRun(await lifecyclePlan(request, all, world()), context)
  }
  await lifecycle(request, all, world())
  return 0
}
