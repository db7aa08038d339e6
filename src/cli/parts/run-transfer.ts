import type { Transfer, TransferOptions } from '../../api/transfer.ts'
import type { World } from '../../api/world/world.ts'
import type { Context } from '../session/context.ts'

/** Pulls, pushes or builds images, or only shows what would be done. Returns the exit code. */
export async function runTransfer(
  request: Transfer,
  options: Pick<TransferOptions, 'services' | 'dependencies'>,
  {
    project,
    parallel,
    dryRun,
    world,
    ...context
  }: Pick<Context, 'project' | 'parallel' | 'dryRun' | 'terminal' | 'progress' | 'drawing'> & { readonly world: World },
): Promise<number> {
  const { transfer, transferPlan } = await import('../../api/transfer.ts')
  const all = { ...project, ...options, ...(parallel === undefined ? {} : { parallel }) }
  if (dryRun) {
    const { showDryRun } = await import('./show-plan.ts')
    return showDryRun(await transferPlan(request, all, world), context)
  }
  await transfer(request, all, world)
  return 0
}
