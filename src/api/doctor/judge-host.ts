import type { EngineFacts, HostFacts } from './facts.ts'
import { fine, type Finding } from './finding.ts'

/** What is to be said of this machine. */
export function judgeHost(facts: HostFacts, engine: EngineFacts): readonly Finding[] {
  return [
    ...beside('docker-compose', 'docker compose', facts.compose),
    ...beside('buildx', 'docker buildx', facts.buildx),
    ...emulation(facts, engine),
    ...openFiles(facts),
    ...inotify(facts),
    state(facts),
  ]
}

function beside(check: string, what: string, found: HostFacts['compose']): readonly Finding[] {
  if (found === 'unseen') return []
  if (found === 'absent') return [fine(check, `${what} is not there; muster does not need it`)]
  return [fine(check, `${what} ${found.version ?? 'of a version that it does not say'} is beside it (${found.path})`)]
}

function emulation({ emulators }: HostFacts, engine: EngineFacts): readonly Finding[] {
  if (emulators === undefined || emulators.size === 0 || !engine.reached || !engine.here) return []
  return [fine('emulation', `programs for ${[...emulators].toSorted().join(', ')} run in an emulator`)]
}

/** What a program with some dozens of connections and watched folders needs. */
const enoughFiles = 1024

function openFiles({ openFiles: limit }: HostFacts): readonly Finding[] {
  if (limit === undefined) return []
  const message = `a process may have ${limit} files open`
  if (limit >= enoughFiles) return [fine('open-files', message)]
  const why = 'a connection for each container whose output is followed, and a file for each that is watched, count'
  return [{ check: 'open-files', standing: 'warning', message, why, fix: `ulimit -n ${enoughFiles * 4}` }]
}

/** Folders of a source tree of some size, and programs of a desktop that watch. */
const [enoughWatches, enoughInstances] = [8192, 128]

function inotify({ inotify: limits }: HostFacts): readonly Finding[] {
  if (limits === undefined) return []
  const { watches, instances } = limits
  const message = `this user may watch ${watches} folders with ${instances} programs (inotify)`
  if (watches > enoughWatches && instances >= enoughInstances) return [fine('inotify', message)]
  const fix =
    'sysctl -w fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512, and for good in /etc/sysctl.d'
  return [
    { check: 'inotify', standing: 'warning', message, why: '`watch` misses files of large trees, as editors do', fix },
  ]
}

function state({ state: { folder, refused } }: HostFacts): Finding {
  if (refused === undefined) return fine('state', `muster keeps its notes in ${folder}`)
  return {
    check: 'state',
    standing: 'warning',
    message: `${folder} cannot be written: ${refused}`,
    why: 'leases, snapshots and the ports of copies are noted there; `up --lease`, `test` and `--isolate` need it',
    fix: 'set XDG_STATE_HOME to a folder with room that you can write to, and nobody else',
  }
}
