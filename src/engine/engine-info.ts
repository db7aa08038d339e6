/** What kind of engine answers, and which API is spoken to it. */
export interface EngineVersion {
  readonly kind: 'docker' | 'podman'
  readonly api: string
  readonly os: string
  readonly experimental: boolean
  /** Milliseconds by which the engine's clock is ahead of this machine's, in whole seconds; 0 below five of them, and where it says nothing. */
  readonly ahead: number
  /** What `POST /build` builds with unless told otherwise. */
  readonly builder: 'classic' | 'buildkit'
}

/** A range of which networks get parts: `172.20.0.0/14` with parts of `/16`. */
export interface AddressPool {
  readonly base: string
  /** Length of the prefix of a part. */
  readonly size: number
}

/** What an engine tells of itself and of the machine on which it runs. Texts are empty where it does not say. */
export interface EngineInfo {
  /** Its own version, `28.5.2`. */
  readonly version: string
  /** What it calls its machine. */
  readonly hostname: string
  /** In people's words: `Docker Desktop`, `Debian GNU/Linux 12 (bookworm)`. */
  readonly operatingSystem: string
  /** In Go's words: `linux`, `amd64`. */
  readonly os: string
  readonly architecture: string
  readonly storageDriver: string
  /** `1` or `2`. */
  readonly cgroupVersion: string
  readonly rootless: boolean
  /** The folder of its images, volumes and containers, on its machine. */
  readonly dataRoot: string
  /** Of which networks get their addresses; empty where those are its own defaults. */
  readonly addressPools: readonly AddressPool[]
  /** Undefined where it does not say. */
  readonly forwarding?: boolean
  /** What it warns of by itself, as `docker info` shows it. */
  readonly warnings: readonly string[]
}
