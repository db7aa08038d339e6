/** Bytes of one stream, cut anywhere. */
export interface LogChunk {
  readonly stream: 'stdout' | 'stderr'
  readonly data: Uint8Array
}

export interface ExecOptions {
  readonly command: readonly string[]
  readonly user?: string
  readonly privileged?: boolean
  readonly workingDir?: string
  readonly environment?: readonly string[]
  readonly onOutput?: (chunk: LogChunk) => void
  readonly signal?: AbortSignal
}

/** How a command in a container ended. */
export interface ExecResult {
  readonly exitCode: number
  /** Both streams, the last 8 KB. */
  readonly output: string
}
