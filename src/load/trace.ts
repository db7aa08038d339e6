import type { Node, Origin, Path } from '../source/node.ts'

/**
 * What a load notes down when it is asked where values come from; without one it notes nothing. Nodes know their places
 * already: what is lost in a load, and kept here, is what another layer has replaced.
 */
export interface Trace {
  /** Lower precedence first, but for env and label files, which are below everything at their path. */
  readonly layers: Layer[]
  readonly envFiles: EnvFile[]
}

/** One tree that took part in a merge, in long form and with its variables filled in; tags are still on it. */
export interface Layer {
  readonly kind: 'file' | 'included' | 'extended' | 'env_file' | 'label_file'
  /** Where in the model the tree belongs; empty for a whole file. */
  readonly path: Path
  readonly tree: Node
  /** The `include`, `extends`, `env_file` or `label_file` that brought it in. */
  readonly by?: Origin
}

/** The variables that one dotenv file gives to interpolation. */
export interface EnvFile {
  readonly path: string
  readonly values: ReadonlyMap<string, EnvValue>
  /** Files of an earlier round win; in the same round the later file does. */
  readonly round: number
  /** The include to whose project alone the variables belong. */
  readonly by?: Origin
}

interface EnvValue {
  readonly value: string
  readonly at: Origin
}

/** A trace that nothing was noted in yet. */
export function createTrace(): Trace {
  return { layers: [], envFiles: [] }
}
