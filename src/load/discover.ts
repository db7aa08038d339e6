import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { ComposeError, createReport, type Report } from '../source/diagnostic.ts'
import { isGit, withoutCredentials } from './git-address.ts'
import type { LoadOptions, LoadWorld } from './options.ts'
import { fetchNamed, isRemote } from './remote.ts'

/** Where a project lies. */
export interface Place {
  /** Absolute paths of the compose files in the order of merging; `-` is standard input. */
  readonly files: readonly string[]
  /** Absolute project folder: the one given, else that of the first file, else the current one. */
  readonly directory: string
}

/** Names that are looked for, in this order (COMPOSE.md: environment variables). */
export const fileNames: readonly string[] = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']
const overrideNames = [
  'compose.override.yml',
  'compose.override.yaml',
  'docker-compose.override.yml',
  'docker-compose.override.yaml',
]

/**
 * The folder that counts before any file was searched: `--project-directory`, else that of the first `-f` (quirk 11:
 * with `-f sub/x.yaml` only `sub/.env` is read), else the current one.
 */
export function startFolder(options: LoadOptions, world: LoadWorld): string {
  return projectFolder(options.files, options, world)
}

/**
 * The project's files: `-f`, else COMPOSE_FILE, else the first default name found walking up, with its override file
 * (COMPOSE.md: environment variables). An override file is not looked for where files are named.
 *
 * Throws a ComposeError when there is no file anywhere.
 */
export async function discover(
  options: LoadOptions,
  world: LoadWorld,
  context: { readonly variables: ReadonlyMap<string, string>; readonly report: Report },
): Promise<Place> {
  const named = options.files.length > 0 ? options.files : filesFromVariable(context.variables)
  const files =
    named.length > 0
      ? await Promise.all(named.map((file) => local(file, options, world)))
      : await search(startFolder(options, world), world, context.report)
  // Of what was fetched it is the folder where it was put (2.40.3): env files and what is extended lie beside it.
  return { files, directory: projectFolder(files, options, world) }
}

function projectFolder(files: readonly string[], options: LoadOptions, world: LoadWorld): string {
  if (options.projectDirectory !== undefined && options.projectDirectory !== '') {
    return resolve(world.cwd, options.projectDirectory)
  }
  const first = files.find((file) => file !== '-' && !isRemote(file))
  return first === undefined ? world.cwd : dirname(resolve(world.cwd, first))
}

async function local(file: string, options: LoadOptions, world: LoadWorld): Promise<string> {
  if (!isRemote(file)) return file === '-' ? file : resolve(world.cwd, file)
  try {
    return await fetchNamed(file, world, options)
  } catch (error) {
    const report = createReport()
    const what = isGit(file) ? 'git' : 'OCI'
    report.error(
      'remote',
      `failed to pull ${what} resource ${JSON.stringify(withoutCredentials(file))}: ${(error as Error).message}`,
    )
    throw new ComposeError(report.diagnostics)
  }
}

function filesFromVariable(variables: ReadonlyMap<string, string>): string[] {
  const list = variables.get('COMPOSE_FILE')
  if (list === undefined) return []
  const separator = variables.get('COMPOSE_PATH_SEPARATOR') || ':'
  // The colons of `oci://host:5000/name:1` separate nothing; with it in the list, another separator is needed.
  return isRemote(list) && separator === ':' ? [list] : list.split(separator)
}

async function search(from: string, world: LoadWorld, report: Report): Promise<string[]> {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = await pick(fileNames, { folder, world, report, what: 'config' })
    if (file !== undefined) {
      const override = await pick(overrideNames, { folder, world, report, what: 'override' })
      return override === undefined ? [file] : [file, override]
    }
    if (folder === dirname(folder)) throw noFile(from)
  }
}

interface Picking {
  readonly folder: string
  readonly world: LoadWorld
  readonly report: Report
  readonly what: 'config' | 'override'
}

async function pick(names: readonly string[], by: Picking): Promise<string | undefined> {
  const paths = names.map((name) => join(by.folder, name))
  const there = await Promise.all(paths.map((path) => by.world.exists(path)))
  const found = paths.filter((_, index) => there[index])
  const [first] = found
  if (found.length > 1 && first !== undefined) {
    by.report.warn('several-files', `Found multiple ${by.what} files with supported names: ${found.join(', ')}`, {
      fix: `${basename(first)} is used; remove or rename the others`,
    })
    by.report.warn('several-files', `Using ${first}`)
  }
  return first
}

function noFile(from: string): ComposeError {
  const report = createReport()
  report.error('file-not-found', 'no configuration file provided: not found', {
    fix: `no ${fileNames.join(', ')} in ${from} or above; name one with -f`,
  })
  return new ComposeError(report.diagnostics)
}

/** `path` against `folder`, with `~` for the user's home. */
export function resolvePath(path: string, folder: string, home: string): string {
  if (path === '~' || path.startsWith('~/')) return join(home, path.slice(1))
  return isAbsolute(path) ? path : resolve(folder, path)
}
