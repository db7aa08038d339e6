import { planSummary } from '../../api/plan-text.ts'
import type { WatchPreview, WatchVerbOptions } from '../../api/watch.ts'
import { plainText } from '../../render/visible.ts'
import type { Context } from '../session/context.ts'

/** The values of `watch`'s flags. */
export interface WatchFlags {
  readonly 'no-up': boolean
  readonly prune: boolean
  readonly quiet: boolean
}

/** Watches until it is interrupted, or only shows what for. Returns the exit code. */
export async function runWatch(flags: WatchFlags, services: readonly string[], context: Context): Promise<number> {
  const { project, parallel, dryRun, terminal } = context
  const world = context.world({ prefix: false, to: 'same' }, flags.quiet ? ['build-image', 'pull-image'] : [])
  const options: WatchVerbOptions = {
    ...project,
    services,
    up: flags['no-up'] ? 'not' : 'first',
    replacedImages: flags.prune ? 'remove' : 'keep',
    ...(parallel === undefined ? {} : { parallel }),
  }
  const { watch, watchPreview } = await import('../../api/watch.ts')
  if (dryRun)
    terminal.out.write(
      `${previewText(await watchPreview(options, world))
        .map(plainText)
        .join('\n')}\n`,
    )
  else await watch(options, world)
  return 0
}

function previewText({ plan, rules }: WatchPreview): readonly string[] {
  const lines = plan === undefined ? [] : planSummary(plan).split('\n')
  for (const { service, action, path, target, files, initial } of rules) {
    const place = target === undefined ? '' : ` → ${target}`
    lines.push(`watch ${service}  ${action}  ${path}${place}  (${files} ${files === 1 ? 'file' : 'files'})`)
    for (const file of initial) lines.push(`  copy ${file.path} → ${file.target}`)
  }
  return lines
}
