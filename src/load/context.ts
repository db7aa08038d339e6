import { join, relative } from 'node:path'
import type { Scope } from '../attributes/kinds/scope.ts'
import type { Report } from '../source/diagnostic.ts'
import type { Spent } from '../source/limits.ts'
import type { Origin } from '../source/node.ts'
import type { LoadOptions, LoadWorld } from './options.ts'
import type { VariableFiles } from './variable-places.ts'

/** What one project is read with: the one that was asked for, or one that it includes. */
export interface Reading {
  readonly options: LoadOptions
  readonly world: LoadWorld
  readonly report: Report
  /** For `${…}`; holds COMPOSE_PROJECT_NAME. */
  readonly variables: ReadonlyMap<string, string>
  /** Which env file sets a variable. */
  readonly variableFiles: VariableFiles
  /** What variables of included projects give to configs and secrets. Filled while these are read. */
  readonly contents: Map<string, string>
  /** Absolute folder against which relative paths resolve. */
  readonly directory: string
  /** Absolute folder from which `include` and `extends` name files: another one below a missing `project_directory` (quirk 22). */
  readonly filesFrom: string
  /** Absolute folder of the project that was asked for. */
  readonly root: string
  /** The files that include this one, outermost first, each with the place of its `include`. */
  readonly includedBy: readonly Inclusion[]
  readonly spent: Spent
}

/** A file that is being included, and who does so. */
interface Inclusion {
  readonly file: string
  readonly at: Origin
}

/** Where relative paths of a file begin that stands in `folder`, which is led back from where files are looked for. */
export function pathsFrom({ directory, filesFrom }: Reading, folder: string): string {
  return directory === filesFrom ? folder : join(directory, relative(filesFrom, folder))
}

/** The scope of the whole model of one reading. */
export function rootScope(reading: Reading): Scope {
  return { ...fileScope(reading, reading.directory), paths: isKept(reading) ? 'keep' : 'resolve' }
}

/**
 * The scope of a model whose relative paths begin in `folder`. Under `--no-path-resolution` only those of the project's own
 * files are kept: others are led back to the project's folder, because nobody could resolve them later.
 */
export function fileScope({ options, report, root, world, spent }: Reading, folder: string): Scope {
  const directory = options.resolvePaths === false ? relative(root, folder) || '.' : folder
  const unfilled = options.interpolate === false ? { unfilled: true as const } : {}
  return { path: [], report, directory, home: world.home, paths: 'resolve', spent, ...unfilled }
}

function isKept({ options, includedBy }: Reading): boolean {
  return options.resolvePaths === false && includedBy.length === 0
}
