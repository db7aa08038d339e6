import type { Platform } from '../model/platform.ts'

/** What a plan needs to know about the engine: typed facts, never raw API objects. */
export interface Observed {
  readonly engine: 'docker' | 'podman'
  /** Negotiated API version, for instance `1.51`. */
  readonly apiVersion: string
  /** Containers that carry the project's label, one-offs included. */
  readonly containers: readonly ObservedContainer[]
  /** Networks by name: those that the project declares or owns. Names are not unique in the engine, hence lists. */
  readonly networks: ReadonlyMap<string, readonly ObservedNetwork[]>
  /** What all networks of the engine take of its addresses, whosever they are. */
  readonly subnets?: readonly string[]
  readonly volumes: ReadonlyMap<string, ObservedVolume>
  /** Images by the reference that the project uses. Absent means not in the engine. */
  readonly images: ReadonlyMap<string, ObservedImage>
  /** Images that carry the project's label, or are known from its containers alone. Looked for where images may be removed. */
  readonly ownImages?: readonly OwnImage[]
  /** Ids of containers that were started by a muster which died before their `post_start` hooks were done. */
  readonly owedHooks?: ReadonlySet<string>
}

/** An image by its names in the engine, each with its tag, and the service that it was built for. */
export interface OwnImage {
  readonly tags: readonly string[]
  readonly service: string
}

/** In the engine's words. */
export type ContainerState = 'created' | 'running' | 'paused' | 'restarting' | 'removing' | 'exited' | 'dead'

/** A container as the engine's list tells of it. */
export interface ObservedContainer {
  readonly id: string
  /** Without the leading slash. */
  readonly name: string
  readonly service: string
  /** 0 for one-offs. */
  readonly number: number
  readonly oneOff: boolean
  readonly state: ContainerState
  /** Undefined where the container has no healthcheck. Read from the list's status text. */
  readonly health?: 'starting' | 'healthy' | 'unhealthy'
  readonly exitCode?: number
  /** Label com.docker.compose.config-hash; a container without it is not compose's. */
  readonly configHash?: string
  /** Label com.docker.compose.image. */
  readonly imageLabel?: string
  readonly imageId: string
  readonly labels: ReadonlyMap<string, string>
  /** Connected networks: name -> id. */
  readonly networks: ReadonlyMap<string, string>
  readonly mounts: readonly ObservedMount[]
}

/** A place in a container that lies outside of it. */
export interface ObservedMount {
  readonly type: string
  /** Volume name, for volumes. */
  readonly name?: string
  readonly source?: string
  readonly target: string
}

/** A network of the engine. */
export interface ObservedNetwork {
  readonly id: string
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  /** As `172.17.0.0/16`: what it takes of the engine's addresses for its own networks. */
  readonly subnets?: readonly string[]
}

/** A volume of the engine. */
export interface ObservedVolume {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
  /** Unix seconds. */
  readonly created?: number
}

/** An image of the engine. */
export interface ObservedImage {
  readonly id: string
  readonly labels: ReadonlyMap<string, string>
  /** Unix seconds. */
  readonly created?: number
  /** Unix seconds: when it got a name here. Known where a pull policy asks for it, and not of what Engine 28 pulled into its own store. */
  readonly tagged?: number
  /** Known where a service asks for a certain one. */
  readonly platform?: Platform
}
