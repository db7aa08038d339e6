import { basename, join, resolve } from 'node:path'
import { ComposeError, createReport, type Report } from '../source/diagnostic.ts'
import { type SourceFile, sourceFile } from '../source/file.ts'
import type { Origin } from '../source/node.ts'
import { asWritten } from './as-written.ts'
import { discover, type Place, startFolder } from './discover.ts'
import { dotenvPlaces, parseDotenv } from './dotenv.ts'
import type { LoadOptions, LoadWorld } from './options.ts'
import { reasonOf } from './read.ts'
import type { EnvFile, Trace } from './trace.ts'
import type { VariableFiles } from './variable-places.ts'

/** The project's place and the variables for its files. */
export interface Surroundings extends Place {
  /** Shell over env files; holds PWD. */
  readonly variables: ReadonlyMap<string, string>
  /** Absolute paths of the env files that were named, empty when only `.env` was read. */
  readonly envFiles: readonly string[]
  /** Which env file sets a variable. */
  readonly variableFiles: VariableFiles
}

/**
 * Finds the project and its variables together, because each depends on the other: `.env` beside the first `-f` (or in
 * the current folder) may hold COMPOSE_FILE, and the `.env` of the project that is then found adds what is still missing
 * (COMPOSE.md: environment variables, quirk 11). The shell always wins.
 *
 * Throws a ComposeError when there is no compose file or an env file cannot be read.
 */
export async function surroundings(options: LoadOptions, world: LoadWorld, report: Report): Promise<Surroundings> {
  const shell = new Map([['PWD', world.cwd], ...world.env])
  const named = namedEnvFiles(options, world)
  const files: VariableFiles = new Map()
  const start = startFolder(options, world)
  const { trace } = options
  const by = { world, report, trace, files }
  const first = await addEnvFiles(shell, named ?? (await defaultEnvFile(start, shell, world)), by)
  const place = await discover(options, world, { variables: first, report })
  const found = named === undefined ? await defaultEnvFile(place.directory, first, world) : []
  const again = place.directory === start ? [] : found
  const variables = await addEnvFiles(first, again, by)
  return { ...place, variables, envFiles: named ?? [], variableFiles: files }
}

/** The env files that are read before the project is found: those that are named, else the one beside the first `-f`, unless that is not to be read. */
export function firstEnvFiles(options: LoadOptions, world: LoadWorld): readonly string[] {
  const isOff = isTrue(world.env.get('COMPOSE_DISABLE_ENV_FILE'))
  return namedEnvFiles(options, world) ?? (isOff ? [] : [join(startFolder(options, world), '.env')])
}

/** `--env-file`, else COMPOSE_ENV_FILES of the shell; undefined when neither names one. */
function namedEnvFiles(options: LoadOptions, world: LoadWorld): readonly string[] | undefined {
  const listed = (world.env.get('COMPOSE_ENV_FILES') ?? '').split(',').filter((file) => file !== '')
  const files = options.envFiles.length > 0 ? options.envFiles : listed
  return files.length === 0 ? undefined : files.map((file) => resolve(world.cwd, file))
}

const truths = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])
const untruths = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False'])

/** Whether a COMPOSE_* switch is on, in the words that Go knows. */
export function isTrue(value: string | undefined): boolean {
  return truths.has(value ?? '')
}

async function defaultEnvFile(
  folder: string,
  variables: ReadonlyMap<string, string>,
  world: LoadWorld,
): Promise<string[]> {
  if (isDisabled(variables)) return []
  const file = join(folder, '.env')
  if (await world.exists(file)) return [file]
  await requireFolder(folder, world)
  return []
}

/** Whether `.env` is not to be read. Throws a ComposeError when the variable is neither true nor false, as docker compose 2.40.3. */
function isDisabled(variables: ReadonlyMap<string, string>): boolean {
  const value = variables.get('COMPOSE_DISABLE_ENV_FILE')
  if (value === undefined || untruths.has(value)) return false
  if (isTrue(value)) return true
  throw refusal(`COMPOSE_DISABLE_ENV_FILE: ${JSON.stringify(value)} is neither true nor false`, 'write true or false')
}

/** Throws a ComposeError when the project folder is a file; one that does not exist is none (2.40.3). */
async function requireFolder(folder: string, world: LoadWorld): Promise<void> {
  const isFile = await world.readFile(join(folder, '.env')).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOTDIR',
  )
  if (isFile) throw refusal(`the project directory ${folder} is not a directory`, 'name a folder')
}

function refusal(message: string, fix: string): ComposeError {
  const report = createReport()
  report.error('env-file', message, { fix })
  return new ComposeError(report.diagnostics)
}

async function addEnvFiles(
  variables: ReadonlyMap<string, string>,
  files: readonly string[],
  by: Pick<EnvReading, 'world' | 'report' | 'trace' | 'files'>,
): Promise<ReadonlyMap<string, string>> {
  if (files.length === 0) return variables
  const read = await readEnvFiles(files, { variables, ...by })
  if (by.report.diagnostics.some((diagnostic) => diagnostic.severity === 'error'))
    throw new ComposeError(by.report.diagnostics)
  return new Map([...read, ...variables])
}

/** What an env file is read with: the variables that its own values may name. */
export interface EnvReading {
  readonly variables: ReadonlyMap<string, string>
  readonly world: LoadWorld
  readonly report: Report
  /** Takes which file sets each of the variables. */
  readonly files?: VariableFiles
  /** The place that names the files, when a compose file does. */
  readonly at?: Origin
  readonly trace?: Trace | undefined
  /** The `include` to whose project the variables belong. */
  readonly includedAt?: Origin
}

/** The variables of several dotenv files, later files winning; each may use those of the ones before it. */
export async function readEnvFiles(files: readonly string[], by: EnvReading): Promise<ReadonlyMap<string, string>> {
  const values = new Map<string, string>()
  const setBy = new Map<string, SourceFile>()
  const round = 1 + Math.max(0, ...(by.trace?.envFiles ?? []).map((file) => file.round))
  for (const path of files) {
    const text = await envText(path, by)
    if (text === undefined) continue
    const lookup = (name: string, own?: string): string | undefined => by.variables.get(name) ?? own ?? values.get(name)
    const source = sourceFile(path, text)
    const read = parseDotenv(source, lookup, by.report)
    for (const [name, value] of read) values.set(name, value)
    by.trace?.envFiles.push({
      path,
      values: placed(read, source),
      round,
      ...(by.includedAt === undefined ? {} : { by: by.includedAt }),
    })
    for (const name of read.keys()) if (!by.variables.has(name) || isFromFile(name, by)) setBy.set(name, source)
  }
  for (const [name, source] of setBy) by.files?.set(name, by.files.has(name) ? 'several' : source)
  return values
}

/** Whether a variable stands beside the shell's only because the project's env files set it. */
function isFromFile(name: string, { world: { env, shell }, includedAt }: EnvReading): boolean {
  return shell !== undefined && env.has(name) && !shell.has(name) && includedAt === undefined
}

function placed(values: ReadonlyMap<string, string>, file: SourceFile): EnvFile['values'] {
  const places = dotenvPlaces(file)
  return new Map(
    [...values].map(([name, value]) => [name, { value, at: places.get(name) ?? { file, start: 0, end: 0 } }]),
  )
}

async function envText(path: string, { world, report, at }: EnvReading): Promise<string | undefined> {
  try {
    return await world.readFile(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    const shown = asWritten(path, at)
    // docker compose takes a folder called `.env` for no env file at all.
    if (code === 'EISDIR' && basename(path) === '.env') return undefined
    const place = at === undefined ? {} : { at }
    if (code === 'ENOENT') {
      report.error('env-file', `couldn't find env file: ${shown}`, { ...place, fix: 'create it or correct its path' })
    } else if (code === 'EFBIG') {
      const top = { at: { file: sourceFile(path, ''), start: 0, end: 0 } }
      report.error(
        'too-large',
        `the env file ${shown} is too large: ${reasonOf(error)}`,
        at === undefined ? top : place,
      )
    } else report.error('env-file', `cannot read env file ${shown}: ${reasonOf(error)}`, place)
    return undefined
  }
}
