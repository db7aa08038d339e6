import type { Words } from './words.ts'

/** One thing on the screen: a container, a network, a volume, an image. */
export interface Line {
  readonly id: string
  readonly status: string
  /** `both`: the detail stands before the status. */
  readonly column: Words['column'] | 'both'
  readonly state: 'working' | 'done' | 'warning' | 'error'
  /** More about the status: what a wait is for, why something failed. */
  readonly detail?: string
  readonly startedAt: number
  readonly endedAt?: number
  /** Layers and stages, by id. */
  readonly parts: ReadonlyMap<string, Part>
}

/** What a step is at just now. */
export interface Part {
  readonly detail: string
  readonly current?: number
  readonly total?: number
  readonly transferred?: Transferred
}

/** Bytes that have come over the network, of a part or of all parts together. */
export interface Transferred {
  readonly moved: number
  /** As far as it is known. */
  readonly size: number
}
