/**
 * What muster reads, so that a hostile or broken file ends as an error at its place, at once, and not as a crash. Each
 * limit is far above the compose files in use. Beyond one lies the error `too-large` (E008).
 */
export const limits = {
  /** Bytes of one compose file, env file or label file: 4 MiB. */
  fileSize: 4_194_304,
  /** Levels of lists and mappings within each other. */
  depth: 100,
  /** Keys and values as they are written in one file. */
  values: 500_000,
  /** Values that aliases and merge keys add to those that are written; docker compose 5 visits as many. */
  aliases: 100_000,
  /** Merge keys (`<<`) of one file. */
  mergeKeys: 5000,
  /** Documents of one file. */
  documents: 100,
  /** Characters that variables add to one file, and to one env file. */
  expansion: 4_194_304,
  /** `${A:-${B:-…}}` within each other. */
  nestedVariables: 100,
  /** Compose files of one project, counted each time that one is included or extended. */
  files: 1000,
  /** Bytes of all compose files of one project, counted likewise: 32 MiB. */
  totalSize: 33_554_432,
  /** Files that include one another in a row. */
  includes: 50,
  /** Services that extend one another in a row. */
  extends: 100,
  /** Keys and values that services take over from those that they extend, in one project. */
  extended: 1_000_000,
  /** Containers of one service: `scale`, `deploy.replicas`. */
  scale: 10_000,
  /** Container ports that the port ranges of one project publish together. */
  ports: 50_000,
  /** Errors, and likewise warnings, that are listed. */
  diagnostics: 1000,
} as const

/** How much of what is limited for a whole project has been used so far; counted up while it is read. */
export interface Spent {
  files: number
  size: number
  extended: number
  ports: number
}

/** The account of a project of which nothing has been read yet. */
export function nothingSpent(): Spent {
  return { files: 0, size: 0, extended: 0, ports: 0 }
}
