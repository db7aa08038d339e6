import type { AssignedPorts } from '../model/host-ports.ts'
import type { Isolation } from '../model/isolation.ts'
import type { Trace } from './trace.ts'

/** How to find and read a project: docker compose's global flags and their environment variables (COMPOSE.md: environment variables). */
export interface LoadOptions {
  /** `-f`, in order; empty means search. `-` is standard input. */
  readonly files: readonly string[]
  readonly projectName?: string
  readonly projectDirectory?: string
  readonly envFiles: readonly string[]
  readonly profiles: readonly string[]
  /** Services named on the command line: those of their profiles count as active, so that their env files are read. */
  readonly services?: readonly string[]
  readonly allResources: boolean
  readonly compatibility: boolean
  readonly interpolate?: boolean
  readonly normalize?: boolean
  readonly resolvePaths?: boolean
  readonly consistency?: boolean
  readonly resolveEnvironment?: boolean
  /** Whether compose files may include and extend what lies elsewhere (`--allow-remote`); what the user names always may. */
  readonly allowRemote?: boolean
  /** Registries that speak HTTP without TLS (`--insecure-registry`). */
  readonly insecureRegistries?: readonly string[]
  /** The copy of the project that is meant (`--isolate`): its name, and what else has to be its own, differ from the files. */
  readonly isolate?: Isolation
  /** Filled while loading. */
  readonly trace?: Trace
}

/** The outside that a load may touch: reading only. */
export interface LoadWorld {
  readonly cwd: string
  readonly home: string
  readonly env: ReadonlyMap<string, string>
  /** The shell's variables alone, where `env` has some of env files as well. */
  readonly shell?: ReadonlyMap<string, string>
  /** Text of a file; rejects as node:fs does, with EFBIG beyond `limits.fileSize`. `-` reads standard input. */
  readonly readFile: (path: string) => Promise<string>
  /** What people call standard input; absent: so. */
  readonly inputName?: string
  readonly exists: (path: string) => Promise<boolean>
  /** The host ports that a copy of a project has, by the copy's name. Absent: none is known. */
  readonly assignedPorts?: (project: string) => Promise<AssignedPorts>
  /**
   * Brings what `oci://…` or the address of a git repository names to this machine and resolves with the path of its compose file; rejects with an Error whose
   * message is for people. Absent: nothing can be fetched.
   */
  readonly fetchRemote?: (
    resource: string,
    options: { readonly insecureRegistries: readonly string[] },
  ) => Promise<string>
}
