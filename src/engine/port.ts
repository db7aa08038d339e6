import type { ObservedContainer, ObservedImage, ObservedNetwork, ObservedVolume } from '../plan/observed.ts'
import type { BuildSpec } from '../plan/step.ts'
import type { ContainerBody, EndpointSpec, NetworkSpec, VolumeSpec } from '../spec.ts'
import type { InspectedContainer } from './adapter/inspected-container.ts'
import type { ContainerLooks } from './container-looks.ts'
import type { EngineInfo, EngineVersion } from './engine-info.ts'
import type { ExecOptions, ExecResult, LogChunk } from './exec-options.ts'
import type { Conversation, ConverseOptions, Ending, OpenOptions, Process, Size } from './process.ts'
import type { Reach } from './reach/reach.ts'

export { EngineError } from './engine-error.ts'
export type { EngineVersion } from './engine-info.ts'

/**
 * What muster asks of an engine; each method is one request unless it says otherwise. Rejects with EngineError.
 * The one implementation is `docker.ts`; nothing else imports dockerode.
 */
export interface Engine {
  /** Where it listens, for messages: `unix:///var/run/docker.sock`. */
  readonly address: string
  /** What the engine calls its machine. One request. */
  hostname(): Promise<string | undefined>
  /** What its machine is, in Go's words: `amd64`, `arm64`. One request. */
  architecture(): Promise<string | undefined>
  /** What the engine calls itself, whatever way leads to it. One request. */
  id(): Promise<string | undefined>
  /** All of that and more. One request. */
  info(): Promise<EngineInfo>
  /** Negotiates once; later calls answer from memory. */
  version(): Promise<EngineVersion>
  readonly containers: Containers
  readonly networks: Networks
  readonly volumes: Volumes
  readonly images: Images
  /** The engine's event stream. The promise resolves once the engine has accepted the subscription; iteration ends when `signal` aborts. */
  events(filter: EventFilter, signal: AbortSignal): Promise<AsyncIterable<EngineEvent>>
  /** Whether a TCP port of a container's own address is open, as seen from here. No engine request. */
  reach(address: string, port: number): Promise<Reach>
  close(): void
}

/** What is asked and wanted of containers. A name serves as well as an id. Rejects with EngineError; 404 where there is no such container. */
export interface Containers extends ContainerLooks {
  /** All states. `labels` are `key=value` or `key`, all of which must hold. */
  list(labels: readonly string[]): Promise<readonly ObservedContainer[]>
  /** The same list, with what people want to see of a container. */
  summaries(labels: readonly string[]): Promise<readonly ContainerSummary[]>
  inspect(container: string): Promise<ContainerDetail>
  /** Returns the id. `onWarning` hears what the engine will not do as it was told (a limit that the kernel lacks, a foreign platform). */
  create(
    name: string,
    body: ContainerBody,
    options: { readonly platform?: string; readonly onWarning?: (text: string) => void },
  ): Promise<string>
  /** No error when it runs already. */
  start(container: string): Promise<void>
  /** No error when it is stopped already. `timeout` in seconds. */
  stop(container: string, options: { readonly timeout?: number; readonly signal?: AbortSignal }): Promise<void>
  restart(container: string, options: { readonly timeout?: number }): Promise<void>
  /** No error when it is stopped already. */
  kill(container: string, signal: string): Promise<void>
  /** An error when it is paused already, or does not run. */
  pause(container: string): Promise<void>
  /** An error when it is not paused. */
  unpause(container: string): Promise<void>
  /** Resolves with the exit code when it does not run any more; at once when it does not. */
  wait(container: string, signal: AbortSignal): Promise<number>
  /** Forced. No error when it is gone already. */
  remove(container: string, options: { readonly anonymousVolumes: 'keep' | 'remove' }): Promise<void>
  rename(container: string, to: string): Promise<void>
  /** Extracts an uncompressed tar into the container's file system at `path`. */
  putArchive(container: string, path: string, tar: Uint8Array): Promise<void>
  logs(container: string, options: LogOptions): Promise<AsyncIterable<LogChunk>>
  /**
   * Both streams from now on; attach before start and nothing is lost. Ends when the container ends. One request, and an
   * inspect where `tty` is not given.
   */
  attach(container: string, signal: AbortSignal, options?: { readonly tty?: boolean }): Promise<AsyncIterable<LogChunk>>
  /** Create, start and inspect of an exec: three requests. */
  exec(container: string, options: ExecOptions): Promise<ExecResult>
  /** Starts a command and does not wait for it. Two requests. */
  launch(container: string, options: Omit<ExecOptions, 'onOutput'>): Promise<void>
  /** Runs a command with its streams in hand. */
  open(container: string, options: OpenOptions): Promise<Process>
  /** The streams of a container's own process, both ways, from now on. */
  converse(container: string, options: ConverseOptions): Promise<Conversation>
  /**
   * Resolves when the engine watches for the end: nothing that happens after it is missed. `next` is the end of the next run,
   * `gone` the removal after it.
   */
  watchEnd(container: string, until: 'next' | 'gone', signal: AbortSignal): Promise<Ending>
  /** Tells a container's terminal its size. */
  resize(container: string, size: Size): Promise<void>
}

/** A container as a list shows it. */
export interface ContainerSummary extends ObservedContainer {
  /** As it was asked for at creation. */
  readonly image: string
  readonly command: string
  /** Unix seconds. */
  readonly created: number
  /** The engine's words: `Up 3 seconds (healthy)`. */
  readonly status: string
  /** `published` is 0 for a port that is only exposed; `address` is empty then. */
  readonly ports: readonly {
    readonly address: string
    readonly target: number
    readonly published: number
    readonly protocol: string
  }[]
}

/** What the engine's inspect tells of a container. */
export interface ContainerDetail {
  readonly id: string
  readonly name: string
  readonly state: ObservedContainer['state']
  readonly exitCode: number
  readonly error: string
  readonly oomKilled: boolean
  readonly startedAt: string
  readonly finishedAt: string
  readonly restartCount: number
  readonly restartPolicy: string
  readonly tty: boolean
  readonly imageId: string
  readonly health?: {
    readonly status: 'starting' | 'healthy' | 'unhealthy'
    readonly failingStreak: number
    /** Newest last. Output is what the probe printed. */
    readonly log: readonly {
      readonly exitCode: number
      readonly output: string
      readonly start: string
      readonly end: string
    }[]
  }
  /** The effective healthcheck, from the container's config (service or image). Times in milliseconds, 0 = engine default. */
  readonly healthcheck?: {
    readonly test: readonly string[]
    readonly interval: number
    readonly timeout: number
    readonly startPeriod: number
    readonly startInterval: number
    readonly retries: number
  }
  /** Its own addresses on its networks; none while it does not run, nor with another container's or the host's network. */
  readonly addresses: readonly string[]
  /** TCP ports that the image or the service declares. */
  readonly exposedPorts: readonly number[]
  /** Names of the volumes that are mounted, the anonymous ones, too. */
  readonly volumes: readonly string[]
  /** Where volumes and host folders are mounted that it may write to. */
  readonly dataFolders: readonly string[]
  readonly labels: ReadonlyMap<string, string>
  /** The whole answer, of which only this is known. */
  readonly raw: InspectedContainer
}

export interface LogOptions {
  readonly follow: boolean
  /** Lines, or `all`. */
  readonly tail: string
  readonly timestamps: boolean
  /** Unix seconds with fraction, or RFC 3339. So is `until`. */
  readonly since?: string
  readonly until?: string
  /** Set when the caller knows it; saves an inspect. */
  readonly tty?: boolean
  readonly signal?: AbortSignal
}

/** What is asked and wanted of networks. Rejects with EngineError. */
export interface Networks {
  /** Every network of the engine, without its endpoints. */
  list(): Promise<readonly ObservedNetwork[]>
  /** The subnets of every network of the engine, as `172.17.0.0/16`. */
  subnets(): Promise<readonly string[]>
  /** Names of those that no container uses, without the engine's own. */
  unused(): Promise<readonly string[]>
  /** Returns the id. */
  create(spec: NetworkSpec): Promise<string>
  /** No error when it is gone already. */
  remove(network: string): Promise<void>
  /** Names of the containers that are connected. */
  users(network: string): Promise<readonly string[]>
  connect(network: string, container: string, endpoint: EndpointSpec): Promise<void>
  disconnect(network: string, container: string): Promise<void>
}

/** What is asked and wanted of volumes. Rejects with EngineError. */
export interface Volumes {
  /** Every volume of the engine. */
  list(): Promise<readonly ObservedVolume[]>
  /** Those with one of the names. One request. */
  named(names: readonly string[]): Promise<readonly ObservedVolume[]>
  labelled(labels: readonly string[]): Promise<readonly ObservedVolume[]>
  /** The same, with what people want to see of a volume. */
  details(labels: readonly string[]): Promise<readonly VolumeDetail[]>
  /** No error when it exists already. */
  create(spec: VolumeSpec): Promise<void>
  /** No error when it is gone already. */
  remove(volume: string): Promise<void>
}

/** What the engine's inspect tells of a volume. */
export interface VolumeDetail extends ObservedVolume {
  readonly driver: string
  readonly mountpoint: string
  readonly scope: string
  /** Whether it was made without options of its driver. */
  readonly plain: boolean
  /** Whether it is in memory: its data is gone when nobody mounts it any more. */
  readonly fleeting: boolean
}

/** What is asked and wanted of images. Rejects with EngineError. */
export interface Images {
  /** Those of `references` that the engine has, by reference. One request, however many. */
  find(references: readonly string[]): Promise<ReadonlyMap<string, ObservedImage>>
  inspect(reference: string): Promise<ImageDetail | undefined>
  labelled(labels: readonly string[]): Promise<readonly LabelledImage[]>
  /** The digest that the registry has for a reference (`sha256:…`); the engine asks it, with the user's credentials. */
  digest(reference: string): Promise<string>
  pull(reference: string, options: PullOptions): Promise<void>
  /** Sends it to the registry that its name says. */
  push(reference: string, options: PushOptions): Promise<void>
  /** Sends the context (after .dockerignore) and builds. Returns the image id. */
  build(build: BuildSpec, options: BuildOptions): Promise<string>
  /** No error when it is gone already. The images below it that have no name go along, unless they are to be kept. */
  remove(reference: string, options?: { readonly parents?: 'keep' | 'remove' }): Promise<void>
}

interface LabelledImage extends Pick<ObservedImage, 'id' | 'labels'> {
  readonly tags: readonly string[]
}

/** What the engine's inspect tells of an image. */
export interface ImageDetail extends ObservedImage {
  readonly os: string
  readonly architecture: string
  readonly variant: string
  /** Targets of the image's VOLUMEs. */
  readonly volumes: readonly string[]
  readonly healthcheck?: readonly string[]
  /** Bytes. */
  readonly size: number
  /** RFC 3339: when it got its last name here; undefined where it came with it. */
  readonly taggedAt?: string
  readonly createdAt?: string
}

/** How far a pull or a push is; sizes in bytes. */
export interface TransferProgress {
  /** Layer id. */
  readonly part?: string
  readonly current?: number
  readonly total?: number
  readonly detail: string
}

export interface PullOptions {
  readonly platform?: string
  readonly onProgress: (progress: TransferProgress) => void
  /** Hears of what people should know although it goes on: a fault that is tried again, an image of another platform. */
  readonly onNote?: (note: string) => void
  readonly signal?: AbortSignal
}

export type PushOptions = Omit<PullOptions, 'platform'>

export interface BuildOptions {
  readonly onOutput: (line: string) => void
  readonly signal?: AbortSignal
}

/** Which events of the engine are wanted. */
export interface EventFilter {
  readonly labels: readonly string[]
  readonly types: readonly ('container' | 'network' | 'volume' | 'image')[]
  /** Unix seconds, with fraction. So is `until`, after which the stream ends. */
  readonly since?: string
  readonly until?: string
}

/** Something that has happened in the engine. */
export interface EngineEvent {
  readonly type: string
  /** `start`, `die`, `health_status: healthy`, … */
  readonly action: string
  readonly id: string
  readonly attributes: ReadonlyMap<string, string>
  /** Nanoseconds since the epoch. */
  readonly timeNano: bigint
}
