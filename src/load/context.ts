import type { Scope } from '../attributes/attribute.ts'
import type { Report } from '../source/diagnostic.ts'
import type { Origin } from '../source/node.ts'
import type { LoadOptions, LoadWorld } from './options.ts'

/** What one project is read with: the one that was asked for, or one that it includes. */
export interface Reading {
  readonly options: LoadOptions
  readonly world: LoadWorld
  readonly report: Report
  /** For `${…}`; holds COMPOSE_PROJECT_NAME. */
  readonly variables: ReadonlyMap<string, string>
  /** Absolute folder against which relative paths resolve. */
  readonly directory: string
  /** The files that include this one, outermost first, each with the place of its `include`. */
  readonly includedBy: readonly Inclusion[]
}

export interface Inclusion {
  readonly file: string
  readonly at: Origin
}

/** The scope of the whole model of one reading. */
export function rootScope(reading: Reading): Scope {
  return {
    path: [],
    report: reading.report,
    directory: reading.directory,
    home: reading.world.home,
    paths: reading.options.resolvePaths === false ? 'keep' : 'resolve',
  }
}
