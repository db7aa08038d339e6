import type { Whole } from '../kinds/scalars.ts'

/** A mount of a service, in the order of docker compose's struct. */
export interface Mount {
  /** bind, volume, tmpfs, image, npipe or cluster. */
  readonly type?: string
  /** Absolute host path, key of a top-level volume, or image, according to the type. */
  readonly source?: string
  readonly target?: string
  readonly read_only?: true
  readonly consistency?: string
  readonly bind?: BindOptions
  readonly volume?: VolumeOptions
  readonly tmpfs?: TmpfsOptions
  readonly image?: ImageOptions
}

export interface BindOptions {
  readonly selinux?: string
  readonly propagation?: string
  readonly create_host_path?: true
  readonly recursive?: string
}

export interface VolumeOptions {
  readonly labels?: ReadonlyMap<string, string>
  readonly nocopy?: true
  readonly subpath?: string
}

interface TmpfsOptions {
  /** Bytes. */
  readonly size?: Whole
  readonly mode?: Whole
}

interface ImageOptions {
  readonly subpath?: string
}
