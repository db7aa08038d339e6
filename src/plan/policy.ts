import type { ReadyCondition } from '../attributes/ready/condition.ts'
import type { StopTimes } from './stop-times.ts'

/** What `up` was asked to do, beyond the project itself. */
export interface UpPolicy {
  /** For the services named on the command line (all when none is named), R-42. */
  readonly recreate: 'changed' | 'always' | 'never'
  /** For those that are there only because others need them. */
  readonly recreateDependencies: 'changed' | 'always' | 'never'
  /** Services named on the command line; empty means all. */
  readonly targets: readonly string[]
  /** `run`: everything is made ready for one more container of this service, whose own containers stay as they are. */
  readonly oneOff?: string
  readonly anonymousVolumes: 'keep' | 'renew'
  readonly orphans: 'warn' | 'ignore' | 'remove'
  /** `--scale`; wins over the file. */
  readonly scale: ReadonlyMap<string, number>
  readonly start: 'all' | 'none'
  readonly wait: 'none' | 'ready'
  /** `-t`, in seconds. */
  readonly timeout?: number
  /** `--pull`; wins over each service's `pull_policy`. */
  readonly pull?: PullPolicy
  readonly build: 'policy' | 'always' | 'never'
  /** The answer to "recreate the volume, its data will be lost?", for all or with the names of those. */
  readonly changedVolumes: 'keep' | 'recreate' | { readonly recreate: readonly string[] }
  readonly probes: 'own' | 'engine'
  /** `--ready`: conditions of services, instead of their `x-ready`. */
  readonly ready: ReadonlyMap<string, readonly ReadyCondition[]>
  /** Services whose image was pulled or built just before, so that their containers can be compared with it. */
  readonly refreshed: ReadonlySet<string>
  /** Services whose image is built anew because what it is built from changed, with what changed. */
  readonly stale: ReadonlyMap<string, string>
  /** Services whose image certainly is what a build would make: `--build` and `pull_policy: build` leave it. */
  readonly fresh: ReadonlySet<string>
  /** Containers that carry the folder of another project of this name: `recreate` makes them this one's for good, labels stay as they are. */
  readonly foreign: 'leave' | 'recreate'
  /** Milliseconds since the epoch, for `pull_policy: daily` and the like. */
  readonly now: number
}

/** `--pull` and `pull_policy`. */
type PullPolicy = 'always' | 'missing' | 'never' | 'build' | 'if_not_present'

/** `up` without any option. */
export const plainUp: UpPolicy = {
  recreate: 'changed',
  recreateDependencies: 'changed',
  targets: [],
  anonymousVolumes: 'keep',
  orphans: 'warn',
  scale: new Map(),
  start: 'all',
  wait: 'none',
  build: 'policy',
  changedVolumes: 'keep',
  probes: 'own',
  ready: new Map(),
  refreshed: new Set(),
  stale: new Map(),
  fresh: new Set(),
  foreign: 'leave',
  now: 0,
}

/** What `down` was told. */
export interface DownPolicy extends StopTimes {
  /** Services named on the command line; empty means the whole project. */
  readonly targets: readonly string[]
  /** Containers of the project that were made from other files: `remove` takes them along, too. */
  readonly orphans: 'keep' | 'remove'
  readonly volumes: 'keep' | 'remove'
  /** `--all-resources`: volumes that no active service uses, too. */
  readonly allResources: boolean
  /** Names of volumes that stay nevertheless. */
  readonly spared?: ReadonlySet<string>
  /** Volumes with `x-protect` go, too. */
  readonly unprotect?: boolean
  readonly images: 'keep' | 'local' | 'all'
}

/** `down` without any option. */
export const plainDown: DownPolicy = {
  targets: [],
  orphans: 'keep',
  volumes: 'keep',
  allResources: false,
  images: 'keep',
}
