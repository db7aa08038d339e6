import type { ConfigView } from '../../api/config.ts'
import { UsageError } from '../usage-error.ts'

// In docker compose's order: the first one that is given decides.
const views = ['services', 'volumes', 'networks', 'models', 'profiles', 'images', 'variables', 'environment'] as const

/** The one view that docker compose prints when several are asked for. */
export function viewOf(
  flags: Readonly<Record<(typeof views)[number], boolean>> & { readonly hash: string | undefined },
): ConfigView {
  if (flags.hash !== undefined && flags.hash !== '' && !views.slice(0, 4).some((view) => flags[view])) return 'hash'
  return views.find((view) => flags[view]) ?? 'model'
}

/** `--format` for one view. Lists look at none. Throws UsageError for a word that the view does not know. */
export function formatOf(format: string | undefined, view: ConfigView): 'yaml' | 'json' {
  if (format === undefined || format === '' || format === 'yaml') return 'yaml'
  if (format === 'json') return 'json'
  if (view === 'variables') return variablesFormat(format)
  if (view !== 'model') return 'yaml'
  throw new UsageError(`unsupported format ${JSON.stringify(format)}`, 'write yaml or json')
}

/** docker compose 2.40.3 also takes the names that its tables have elsewhere. */
function variablesFormat(format: string): 'yaml' | 'json' {
  if (format === '{{json.}}') return 'json'
  if (format === 'table' || format === 'pretty') return 'yaml'
  throw new UsageError(`format value ${JSON.stringify(format)} could not be parsed: parsing failed`, 'write json')
}

/** `--lock-image-digests`, which has the last word, and `--resolve-image-digests`. */
export function digestsOf(flags: {
  readonly 'lock-image-digests': boolean
  readonly 'resolve-image-digests': boolean
}): { readonly digests?: 'resolve' | 'lock' } {
  if (flags['lock-image-digests']) return { digests: 'lock' }
  return flags['resolve-image-digests'] ? { digests: 'resolve' } : {}
}

/** Comments need the whole model as YAML, and files whose variables are filled in. Throws UsageError. */
export function checkAnnotate(
  flags: { readonly 'no-interpolate': boolean; readonly 'lock-image-digests': boolean },
  view: ConfigView,
  format: 'yaml' | 'json',
): void {
  const other =
    view !== 'model'
      ? `--${view}`
      : format === 'json'
        ? '--format json'
        : (['no-interpolate', 'lock-image-digests'] as const).find((name) => flags[name])
  if (other === undefined) return
  const flag = other.startsWith('--') ? other : `--${other}`
  throw new UsageError(`config --annotate cannot be combined with ${flag}`, `leave out --annotate or ${flag}`)
}
