import type { EngineInfo } from '../../engine/engine-info.ts'
import type { Disk } from '../../engine/host/disk.ts'
import type { EngineVersion } from '../../engine/port.ts'
import type { Holder } from '../../run/project-lock.ts'
import type { Diagnostic } from '../../source/diagnostic.ts'
import type { LeaseFound } from '../gc.ts'

/** Where an engine is looked for, and who says so: `DOCKER_HOST`, `context desktop`, `the default`. */
export interface Address {
  readonly address: string
  readonly from: string
}

/** What is known of the engine: nothing but why it cannot be reached, or what it tells. What it does not tell is undefined. */
export type EngineFacts =
  | { readonly reached: false; readonly at: Address | undefined; readonly error: string; readonly fix?: string }
  | ReachedEngine

export interface ReachedEngine {
  readonly reached: true
  readonly at: Address
  readonly version: EngineVersion
  readonly info: EngineInfo | undefined
  /** Whether it sees the files and ports of this machine. */
  readonly here: boolean
  /** Of its folder; known where it is here. */
  readonly disk: Disk | undefined
  readonly networks: NetworkFacts | undefined
  readonly leases: readonly LeaseFound[] | undefined
}

export interface NetworkFacts {
  readonly count: number
  readonly subnets: readonly string[]
  /** Subnets that the engine's machine has routes to, as far as they can be seen from here. */
  readonly routes: readonly string[]
  /** Names of those that no container uses; undefined where the engine does not say. */
  readonly unused: readonly string[] | undefined
}

/** A program beside muster. `unseen` stands for one of which nobody knows: docker's configuration cannot be read. */
export interface Beside {
  readonly path: string
  /** Undefined where it does not say. */
  readonly version: string | undefined
}

/** What is known of this machine. Numbers that its kernel does not show are undefined. */
export interface HostFacts {
  readonly compose: Beside | 'absent' | 'unseen'
  readonly buildx: Beside | 'absent' | 'unseen'
  /** Files that a process may have open at once. */
  readonly openFiles: number | undefined
  /** Of the user: folders that may be watched, and programs that may watch. */
  readonly inotify: { readonly watches: number; readonly instances: number } | undefined
  /** Architectures that the kernel hands to an emulator. */
  readonly emulators: ReadonlySet<string> | undefined
  /** Where muster keeps what it must know later; `refused` is why it cannot be written. */
  readonly state: { readonly folder: string; readonly refused?: string }
  /** Whether a killed muster has left faults behind. */
  readonly faults: boolean
}

/** What is known of the project in the folder. */
export interface ProjectFacts {
  /** Where it was looked for. */
  readonly folder: string
  /** Compose files; none where there is no project. */
  readonly files: readonly string[]
  /** Env files whose variables fill in the compose files. */
  readonly envFiles: readonly string[]
  readonly name?: string
  /** How many services would be brought up, and how many are left to profiles that are off. */
  readonly services?: { readonly active: number; readonly disabled: number }
  /** What keeps it from being brought up, and what is warned of. */
  readonly told: readonly (Diagnostic | Untold)[]
  /** Who changes it right now. */
  readonly holder?: Holder
}

/** What is said in words alone. */
export interface Untold {
  readonly severity: 'error' | 'warning'
  readonly message: string
  readonly fix?: string
}
