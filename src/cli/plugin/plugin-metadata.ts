import { version } from '../../api/version.ts'
import type { PluginName } from './plugin-argv.ts'

/** What docker wants to know of a plugin before it lists or calls it (schema 0.1.0). */
export function pluginMetadata(name: PluginName): string {
  const { version: number, composeVersion } = version()
  const own = name === 'compose'
  return `${JSON.stringify({
    SchemaVersion: '0.1.0',
    Vendor: 'muster',
    Version: own ? `v${composeVersion}` : `v${number}`,
    ShortDescription: own ? `Docker Compose (muster ${number})` : 'A drop-in for docker compose',
  })}\n`
}
