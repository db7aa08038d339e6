import type { Node, Path } from '../source/node.ts'
import { suggest } from '../source/suggest.ts'

const sections = ['services', 'networks', 'volumes', 'secrets', 'configs', 'models', 'include', 'name'] as const

const ofService = new Set([
  'image',
  'ports',
  'environment',
  'env_file',
  'command',
  'entrypoint',
  'depends_on',
  'restart',
  'container_name',
  'build',
  'healthcheck',
  'deploy',
  'expose',
  'labels',
  'network_mode',
  'hostname',
  'user',
  'working_dir',
  'profiles',
])

const ofBuild = new Set([
  'dockerfile',
  'context',
  'args',
  'target',
  'cache_from',
  'cache_to',
  'dockerfile_inline',
  'no_cache',
])

const ofDeploy = new Set(['replicas', 'resources', 'restart_policy', 'placement', 'update_config', 'rollback_config'])

const ofHealthcheck = new Set(['test', 'interval', 'timeout', 'retries', 'start_period', 'start_interval'])

/** Where an unknown key belongs, when it is known from elsewhere in the specification. */
export function belongsElsewhere(key: string, path: Path, value: Node | undefined): string | undefined {
  if (path.length === 0) return atTopLevel(key, value)
  if (path[0] === 'services' && path.length === 2) return inService(key)
  if (path[0] === 'services' && path.length === 3 && ofService.has(key) && !ofBuild.has(key)) {
    return `\`${key}\` belongs under services.${path[1]}: indent it less`
  }
  if (path[0] === 'networks' && path.length === 2 && ['subnet', 'gateway', 'ip_range'].includes(key)) {
    return `\`${key}\` belongs under ipam.config: \`ipam: {config: [{${key}: …}]}\``
  }
  return undefined
}

function atTopLevel(key: string, value: Node | undefined): string | undefined {
  if (ofService.has(key)) return `\`${key}\` belongs under services.<name>`
  const near = suggest(key, sections)
  if (near !== undefined) return `did you mean \`${near}\`?`
  const looksLikeService = value?.kind === 'map' && (value.entries.has('image') || value.entries.has('build'))
  return looksLikeService
    ? `services stand under \`services:\`; indent \`${key}\` there`
    : 'keys of your own begin with `x-`'
}

function inService(key: string): string | undefined {
  if (ofBuild.has(key))
    return `\`${key}\` belongs under build: \`build: {context: ., ${key === 'context' ? '' : `${key}: …`}}\``.replace(
      ', }',
      '}',
    )
  if (ofDeploy.has(key)) return `\`${key}\` belongs under deploy`
  if (ofHealthcheck.has(key)) return `\`${key}\` belongs under healthcheck`
  if (key === 'services') return '`services` belongs at the top level: indent it less'
  return undefined
}
