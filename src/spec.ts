/** Type-only view of the payloads that muster sends to the engine. Names and shapes are those of the Engine API. */

/** How a container is put on a network, in the names of the engine's API. */
export interface EndpointSpec {
  Aliases?: string[]
  Links?: string[]
  MacAddress?: string
  DriverOpts?: Record<string, string>
  GwPriority?: number | bigint
  IPAMConfig?: { IPv4Address?: string; IPv6Address?: string; LinkLocalIPs?: string[] }
}

/** `POST /containers/create`: those fields that muster sets. */
export interface ContainerBody {
  [field: string]: unknown
  Image?: string
  Cmd?: string[]
  Entrypoint?: string[]
  Env?: string[]
  Labels: Record<string, string>
  ExposedPorts?: Record<string, object>
  Volumes?: Record<string, object>
  HostConfig: Record<string, unknown>
  NetworkingConfig: { EndpointsConfig: Record<string, EndpointSpec> }
}

/** A file that is copied into the stopped container before each start (configs and secrets that have no host file, R-90). */
export interface FileSpec {
  readonly target: string
  readonly content: Uint8Array
  readonly uid: number
  readonly gid: number
  readonly mode: number
  readonly mtime?: number
}

/** The payload while attributes write into it. Mutable on purpose; it becomes a ContainerSpec. */
export interface ContainerDraft {
  body: ContainerBody
  platform?: string
  files: FileSpec[]
}

/**
 * A container to create. Two things are only known while running and are filled in by `perform`:
 * the label `com.docker.compose.image` (id of `body.Image`), and `needsIdsOf`: for each service container named here,
 * `container:<name>` in HostConfig and `${container:<name>}` in `hashInput` become the container's id,
 * and the label `com.docker.compose.config-hash` becomes sha256(hashInput).
 */
export interface ContainerSpec {
  readonly name: string
  readonly service: string
  readonly number: number
  readonly platform?: string
  readonly body: ContainerBody
  /** Networks that are connected by requests of their own (API < 1.44 takes only one in create). */
  readonly connect: readonly { readonly network: string; readonly endpoint: EndpointSpec }[]
  readonly files: readonly FileSpec[]
  readonly needsIdsOf: readonly string[]
  readonly hashInput?: string
  /** Anonymous volumes of the container that this one replaces. */
  readonly inherited: readonly {
    readonly volume: string
    readonly target: string
    readonly because: 'declared' | 'image'
  }[]
}

/** `POST /networks/create`. */
export interface NetworkSpec {
  readonly Name: string
  readonly Driver?: string
  readonly Options?: Readonly<Record<string, string>>
  readonly Internal?: boolean
  readonly Attachable?: boolean
  readonly EnableIPv4?: boolean
  readonly EnableIPv6?: boolean
  readonly IPAM?: unknown
  readonly Labels: Readonly<Record<string, string>>
}

/** `POST /volumes/create`. */
export interface VolumeSpec {
  readonly Name: string
  readonly Driver?: string
  readonly DriverOpts?: Readonly<Record<string, string>>
  readonly Labels: Readonly<Record<string, string>>
}
