import { concernsPath, placeInContainer, type SyncFile, type WatchRule } from './rule.ts'

/** What a batch of changes asks for, in the order in which it is done. All by service. */
export interface Reaction {
  readonly rebuild: ReadonlySet<string>
  /** By place in the container: a file that two rules put at one place goes once. */
  readonly sync: ReadonlyMap<string, ReadonlyMap<string, SyncFile>>
  readonly restart: ReadonlySet<string>
  /** Each rule once, however many files set it off. */
  readonly exec: ReadonlySet<WatchRule>
}

/** Which rules the changed paths set off. Pure. */
export function reactionTo(paths: Iterable<string>, rules: readonly WatchRule[]): Reaction {
  const rebuild = new Set<string>()
  const restart = new Set<string>()
  const sync = new Map<string, Map<string, SyncFile>>()
  const exec = new Set<WatchRule>()
  for (const path of paths) {
    for (const rule of rules.filter((it) => concernsPath(it, path))) {
      const file = placeInContainer(rule, path)
      if (file === undefined && rule.target !== undefined && rule.action.startsWith('sync')) continue
      if (rule.action === 'rebuild') rebuild.add(rule.service)
      if (rule.action === 'restart' || rule.action === 'sync+restart') restart.add(rule.service)
      if (rule.action === 'sync+exec') exec.add(rule)
      if (file === undefined || !rule.action.startsWith('sync')) continue
      const files = sync.get(rule.service) ?? new Map<string, SyncFile>()
      sync.set(rule.service, files.set(file.target, file))
    }
  }
  return { rebuild, sync, restart, exec }
}
