import type { FileObject } from './file-source.ts'

/** What an attribute may ask while it writes the engine's create payload. Everything is known before any request. */
export interface Translation {
  /** Negotiated API version, for instance `1.51`; compare with `atLeast`. */
  readonly apiVersion: string
  readonly project: string
  readonly service: string
  /** Final name of the container that is being created. */
  readonly container: string
  /** Engine name of a network, volume, config or secret by its key in the file. */
  network(key: string): string
  volume(key: string): string
  /** Final name of the first container of another service, for `network_mode: service:x`, `volumes_from`, `links`. */
  containerOf(service: string): string
  /** Final names of all containers of a service, lowest number first. */
  containersOf(service: string): readonly string[]
  /** Number of the container that is being created; 1 for one-offs. */
  readonly number: number
  /** `_` under `--compatibility`, else `-`. */
  readonly separator: '-' | '_'
  /** Secret or config of the top level by its key, with the text of `environment` and `content` sources. */
  secret(key: string): ResolvedFile
  config(key: string): ResolvedFile
  /** Text of a seccomp profile as it was read, by the path in `security_opt`; undefined when it could not be read. */
  seccompProfile(path: string): string | undefined
  readonly oneOff: boolean
  /** One-offs carry the service's network aliases only under `--use-aliases`. */
  readonly useAliases: boolean
}

/** A secret or config together with its content, unless that is a file of the host. */
export interface ResolvedFile {
  readonly source: FileObject
  /** Undefined for `file` sources, and where the variable of an `environment` source is not set. */
  readonly content?: string
}

/** Whether API version `have` (as "1.44") is `want` or newer. */
export function atLeast(have: string, want: string): boolean {
  const [major = 0, minor = 0] = have.split('.').map(Number)
  const [wantMajor = 0, wantMinor = 0] = want.split('.').map(Number)
  return major > wantMajor || (major === wantMajor && minor >= wantMinor)
}
