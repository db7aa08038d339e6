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
  /** Text of a seccomp profile, by the path in `security_opt`; `seccompFiles` says which are needed. */
  seccompProfile(path: string): string
  readonly oneOff: boolean
}

/** Whether API version `have` (as "1.44") is `want` or newer. */
export function atLeast(have: string, want: string): boolean {
  const [major = 0, minor = 0] = have.split('.').map(Number)
  const [wantMajor = 0, wantMinor = 0] = want.split('.').map(Number)
  return major > wantMajor || (major === wantMajor && minor >= wantMinor)
}
