import { UsageError } from '../usage-error.ts'
import type { PluginName } from './plugin-argv.ts'

/** `--as`. Throws UsageError. */
export function readPluginName(text: string | undefined): PluginName {
  if (text === undefined || text === 'muster') return 'muster'
  if (text === 'compose') return text
  throw new UsageError(`invalid value for --as: ${JSON.stringify(text)}`, 'use `muster` or `compose`')
}
