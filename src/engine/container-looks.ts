import type { Readable } from 'node:stream'

/** What is asked of containers to look into them, and to take from them what is inside. */
export interface ContainerLooks {
  /** The processes of a running container, as `ps` prints them. */
  top(container: string): Promise<ProcessTable>
  /** The whole file system as a tar. */
  exportTar(container: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>>
  /** Makes an image of the container's changes; returns its id. */
  commit(container: string, options: CommitOptions): Promise<string>
  /** What is at a path; undefined where nothing is. */
  statPath(container: string, path: string): Promise<PathStat | undefined>
  /** What is at a path as a tar, of one entry or of a folder with all that is in it. */
  readArchive(container: string, path: string, signal: AbortSignal): Promise<Archive>
  /** Extracts a tar into the folder at `path`. */
  writeArchive(container: string, path: string, archive: IncomingArchive): Promise<void>
  /** What a container uses: one sample, or one each second until the signal. */
  stats(container: string, options: StatsOptions): Promise<AsyncIterable<StatsSample>>
}

/** The processes of a container, as `ps` prints them. */
export interface ProcessTable {
  readonly titles: readonly string[]
  readonly processes: readonly (readonly string[])[]
}

export interface CommitOptions {
  /** Repository and tag; none for an image without a name. */
  readonly name?: { readonly repository: string; readonly tag: string }
  readonly author: string
  readonly message: string
  /** Dockerfile instructions. */
  readonly changes: readonly string[]
  readonly paused: boolean
}

/** What stands at a path in a container. */
export interface PathStat {
  readonly name: string
  readonly kind: 'file' | 'folder' | 'link' | 'other'
  /** Where a link leads to; empty for others. */
  readonly target: string
  /** When it was last changed, a folder by what was made or removed in it; milliseconds since the epoch. */
  readonly changedAt: number
}

/** A path of a container, with all that is below it. */
export interface Archive {
  readonly stat: PathStat
  readonly tar: Readable
}

/** What is unpacked in a container, and how. */
interface IncomingArchive {
  readonly tar: Readable
  /** Whether files belong to who owns them in the tar, or to the container's root. */
  readonly owners: 'kept' | 'root'
  /** What a file may take the place of; absent: not of a folder, nor the other way round. */
  readonly over?: 'anything'
  readonly signal: AbortSignal
}

interface StatsOptions {
  readonly follow: boolean
  readonly signal: AbortSignal
}

/** A sample of `GET /containers/{id}/stats`, as far as it is shown. Counters are totals since the start, times nanoseconds. */
export interface StatsSample {
  readonly cpu_stats?: CpuStats | null
  readonly precpu_stats?: CpuStats | null
  readonly memory_stats?: MemoryStats | null
  readonly networks?: Readonly<Record<string, NetworkStats>> | null
  readonly blkio_stats?: { readonly io_service_bytes_recursive?: readonly BlockStats[] | null } | null
  readonly pids_stats?: { readonly current?: number | null } | null
}

export interface CpuStats {
  readonly cpu_usage?: CpuUsage | null
  readonly system_cpu_usage?: number | null
  readonly online_cpus?: number | null
}

export interface CpuUsage {
  readonly total_usage?: number | null
  readonly percpu_usage?: readonly number[] | null
}

export interface MemoryStats {
  readonly usage?: number | null
  readonly limit?: number | null
  readonly stats?: Readonly<Record<string, number>> | null
}

export interface NetworkStats {
  readonly rx_bytes: number
  readonly tx_bytes: number
}

export interface BlockStats {
  readonly op: string
  readonly value: number
}
