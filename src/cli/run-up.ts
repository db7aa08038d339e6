import type { Context } from './context.ts'
import { checkUpFlags } from './up-checks.ts'
import type { UpFlags } from './up-flags.ts'
import { upOptions } from './up-options.ts'

/** `up`: in the background, in the foreground, or only shown. Returns the exit code. */
export async function runUp(flags: UpFlags, services: readonly string[], context: Context): Promise<number> {
  checkUpFlags(flags)
  const options = upOptions(flags, services, context)
  const mute = [
    ...(flags['quiet-pull'] ? ['pull-image' as const] : []),
    ...(flags['quiet-build'] ? ['build-image' as const] : []),
  ]
  const logs = { prefix: !flags['no-log-prefix'], color: !flags['no-color'], timestamps: flags.timestamps }
  const world = context.world({ ...logs, to: 'same' }, mute)
  if (context.dryRun) {
    const { plan } = await import('../api/plan.ts')
    const { showPlan } = await import('./show-plan.ts')
    return showPlan((await plan(options, world)).plan, { format: 'text', exitCode: 'plain' }, context.terminal)
  }
  if (flags.detach || flags.wait || flags['no-start']) {
    const { up } = await import('../api/up.ts')
    await up(options, world)
    return 0
  }
  const { upAttached } = await import('../api/attached.ts')
  const { attach } = flags
  const exitCodeFrom = flags['exit-code-from'] || undefined
  return await upAttached(
    {
      ...options,
      ...(attach.length > 0 ? { attach } : {}),
      attachDependencies: flags['attach-dependencies'],
      noAttach: flags['no-attach'],
      abortOn: abortOn(flags),
      ...(exitCodeFrom === undefined ? {} : { exitCodeFrom }),
    },
    world,
  )
}

function abortOn(flags: UpFlags): 'nothing' | 'exit' | 'failure' {
  if (flags['abort-on-container-failure']) return 'failure'
  return flags['abort-on-container-exit'] || (flags['exit-code-from'] ?? '') !== '' ? 'exit' : 'nothing'
}
