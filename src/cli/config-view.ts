import type { ConfigView } from '../api/config.ts'
import { UsageError } from './usage-error.ts'

// In docker compose's order: the first one that is given decides.
const views = ['services', 'volumes', 'networks', 'models', 'profiles', 'images', 'variables', 'environment'] as const

/** The one view that docker compose prints when several are asked for. */
export function viewOf(
  flags: Readonly<Record<(typeof views)[number], boolean>> & { readonly hash: string | undefined },
): ConfigView {
  if (flags.hash !== undefined && flags.hash !== '' && !views.slice(0, 4).some((view) => flags[view])) return 'hash'
  return views.find((view) => flags[view]) ?? 'model'
}

/** `--format`. Throws UsageError for another word than yaml or json. */
export function formatOf(format: string | undefined): 'yaml' | 'json' {
  if (format === undefined || format === '' || format === 'yaml') return 'yaml'
  if (format === 'json') return 'json'
  throw new UsageError(`unsupported format ${JSON.stringify(format)}`)
}
