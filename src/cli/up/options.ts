import type { UpOptions } from '../../api/up/options.ts'
import type { Context } from '../session/context.ts'
import { readPull, readScale } from './checks.ts'
import type { UpFlags } from './flags.ts'
import { orphansPolicy } from './orphans.ts'
import { readReadyFlags } from './read-ready.ts'

/** The flags as the options of the verb; COMPOSE_REMOVE_ORPHANS and COMPOSE_IGNORE_ORPHANS stand in for flags (COMPOSE.md: environment variables). */
export function upOptions(flags: UpFlags, services: readonly string[], { project, env, parallel }: Context): UpOptions {
  const pull = readPull(flags.pull)
  const always = flags['force-recreate'] || flags['renew-anon-volumes']
  const recreate = flags['no-recreate'] ? 'never' : always ? 'always' : 'changed'
  return {
    ...project,
    services,
    dependencies: flags['no-deps'] ? 'ignore' : 'follow',
    recreate,
    recreateDependencies: flags['always-recreate-deps'] ? 'always' : flags['no-recreate'] ? 'never' : 'changed',
    anonymousVolumes: flags['renew-anon-volumes'] ? 'renew' : 'keep',
    orphans: orphansPolicy({ flags, env }),
    scale: readScale(flags.scale),
    start: flags['no-start'] ? 'none' : 'all',
    wait: flags.wait ? 'ready' : 'none',
    build: flags.build ? 'always' : flags['no-build'] ? 'never' : 'policy',
    rebuildStale: flags['rebuild-stale'],
    changedVolumes: flags.yes ? 'recreate' : 'keep',
    probes: flags['no-fast-probes'] ? 'engine' : 'own',
    ...(flags.ready.length === 0 ? {} : { ready: readReadyFlags(flags.ready) }),
    ...(pull === undefined ? {} : { pull }),
    ...(flags.timeout === undefined ? {} : { timeout: flags.timeout }),
    ...(flags['wait-timeout'] === undefined ? {} : { waitTimeout: flags['wait-timeout'] }),
    ...(parallel === undefined ? {} : { parallel }),
  }
}
