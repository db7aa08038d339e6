import type { Service } from '../attributes/service.ts'
import type { Config, Model, Network, Secret, Volume } from '../attributes/top-level.ts'
import type { Plain } from '../plain.ts'
import type { Diagnostic } from '../source/diagnostic.ts'
import { type Mapping, type Node, nodeAt, type Origin, type Path } from '../source/node.ts'
import type { Copy } from './isolation.ts'

/** A compose project after load, merge and normalisation: what docker compose's `config` prints, typed, with its origins. */
export interface Project {
  readonly name: string
  /** Absolute project folder (label `com.docker.compose.project.working_dir`). */
  readonly directory: string
  /** Absolute paths of the compose files, in order (label `com.docker.compose.project.config_files`). */
  readonly files: readonly string[]
  /** Absolute paths of `--env-file`s, empty when only the default `.env` was read. */
  readonly envFiles: readonly string[]
  /** Active services by name, in name order. */
  readonly services: ReadonlyMap<string, Service>
  /** Services that no enabled profile activates. */
  readonly disabled: ReadonlyMap<string, Service>
  readonly networks: ReadonlyMap<string, Network>
  readonly volumes: ReadonlyMap<string, Volume>
  readonly secrets: ReadonlyMap<string, Secret>
  readonly configs: ReadonlyMap<string, Config>
  readonly models: ReadonlyMap<string, Model>
  /** Top-level `x-*`. */
  readonly extensions: ReadonlyMap<string, Plain>
  /** Variables for interpolation: shell over env files. */
  readonly environment: ReadonlyMap<string, string>
  /** What variables of included projects give to their configs and secrets, by the key of content.ts. */
  readonly includedContents?: ReadonlyMap<string, string>
  /** Texts of the seccomp profiles that `security_opt` names, by path. */
  readonly seccompProfiles?: ReadonlyMap<string, string>
  /** With which the contents of inline configs and secrets are digested (contents.ts); a secret of the user. */
  readonly contentKey?: string
  /** What makes it a copy; absent for the project as its files have it. */
  readonly copy?: Copy
  /** Every profile that some service names. */
  readonly profiles: readonly string[]
  /** `_` under `--compatibility`, else `-`. */
  readonly separator: '-' | '_'
  /** The merged model with positions: the provenance of everything. */
  readonly tree: Mapping
  /** Warnings of the load. Errors were thrown. */
  readonly warnings: readonly Diagnostic[]
}

/** Where the value at `path` was written; of the nearest ancestor when the value itself was implied. */
export function originOf(project: Project, path: Path): Origin | undefined {
  for (let length = path.length; length > 0; length--) {
    const node: Node | undefined = nodeAt(project.tree, path.slice(0, length))
    if (node !== undefined) return node.at
  }
  return undefined
}

/** Where a service's name stands. */
export function serviceOrigin(project: Project, name: string): Origin | undefined {
  const services = nodeAt(project.tree, ['services'])
  return services?.kind === 'map' ? services.entries.get(name)?.keyAt : undefined
}
