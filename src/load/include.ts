import { dirname, isAbsolute, join } from 'node:path'
import { plainOf } from '../attributes/kinds/plain-of.ts'
import { float64, instant, type PlainRecord } from '../plain.ts'
import { limits } from '../source/limits.ts'
import { child, type Entry, type Mapping, type Node, type Origin, withEntry } from '../source/node.ts'
import { asWritten } from './as-written.ts'
import { pathsFrom, type Reading } from './context.ts'
import { resolvePath } from './discover.ts'
import { readEnvFiles } from './env.ts'
import { noteContents } from './included-contents.ts'
import { meant } from './meant.ts'
import { pulledInBy } from './pulled-in-by.ts'
import { fetchIncluded, isRemote } from './remote.ts'

/** Reads the files of one included project to a canonical, merged model; undefined when that failed, which is reported. */
export type ReadModel = (files: readonly Named[], reading: Reading) => Promise<Mapping | undefined>

/** A file and the place that names it, when one does. */
export interface Named {
  readonly path: string
  readonly at?: Origin
}

/**
 * Adds what a file includes (COMPOSE.md: include): each entry is a project of its own, with its own folder and `.env`. A name
 * that both define differently is reported at the including file. The `include` key itself disappears.
 */
export async function applyInclude(
  file: Mapping,
  path: string,
  by: { readonly reading: Reading; readonly read: ReadModel },
): Promise<Mapping> {
  const include = child(file, 'include')
  if (include === undefined) return file
  let model = withEntry(file, 'include', undefined)
  if (include.tag === 'reset' || (include.kind === 'scalar' && include.value === null)) return model
  if (include.kind !== 'seq') {
    by.reading.report.error('wrong-type', '`include` must be a list', {
      at: include.at,
      fix: 'write `include: [file.yaml]`',
    })
    return model
  }
  for (const item of include.items) {
    const imported = await readEntry(item, path, by)
    if (imported !== undefined)
      model = importInto(model, pulledInBy(imported, { kind: 'include', at: item.at }) as Mapping, by.reading)
  }
  return model
}

async function readEntry(
  item: Node,
  from: string,
  by: { readonly reading: Reading; readonly read: ReadModel },
): Promise<Mapping | undefined> {
  const { reading } = by
  warnUnknown(item, reading)
  const listed = textsAt(item.kind === 'map' ? child(item, 'path') : item)
  const found = await Promise.all(listed.map(async ({ text, at }) => ({ path: await fileOf(text, at, reading), at })))
  const files = found.filter((file): file is { path: string; at: Origin } => file.path !== undefined)
  if (files.length < found.length) return undefined
  const [main] = files
  if (main === undefined || closesCycle(main, from, reading) || isTooDeep(main, reading)) return undefined
  const folders = await foldersOf(item, main.path, reading)
  const variables = await variablesOf(item, folders.filesFrom, reading)
  const includedBy = [...reading.includedBy, { file: from, at: main.at }]
  const own: Reading = { ...reading, ...folders, variables, includedBy }
  const model = await by.read(files, own)
  if (model !== undefined) noteContents(model, own)
  return model
}

const settings = ['path', 'project_directory', 'env_file']

/** docker compose 2.40.3 takes any key here and acts upon those that it knows. */
function warnUnknown(item: Node, { report }: Reading): void {
  for (const [key, { keyAt }] of item.kind === 'map' ? item.entries : []) {
    if (settings.includes(key) || key.startsWith('x-')) continue
    const details = meant(key, settings, `the keys here are ${settings.map((one) => `\`${one}\``).join(', ')}`)
    report.warn('no-effect', `include: there is no key \`${key}\`, which is ignored`, { at: keyAt, ...details })
  }
}

async function fileOf(text: string, at: Origin, reading: Reading): Promise<string | undefined> {
  return isRemote(text)
    ? await fetchIncluded(text, at, reading)
    : resolvePath(text, reading.filesFrom, reading.world.home)
}

type Folders = Pick<Reading, 'directory' | 'filesFrom'>

async function foldersOf(item: Node, main: string, reading: Reading): Promise<Folders> {
  const [named] = textsAt(child(item, 'project_directory'))
  if (named === undefined || named.text === '') {
    return { directory: pathsFrom(reading, dirname(main)), filesFrom: dirname(main) }
  }
  if (isAbsolute(named.text)) return { directory: named.text, filesFrom: named.text }
  const resolved = (from: string, path = named.text): string => resolvePath(path, from, reading.world.home)
  // For relative paths docker compose takes a folder that does not exist for a file and its parent for the folder, while
  // it looks for files where the folder would be (quirk 22).
  const exists = await reading.world.exists(resolved(reading.filesFrom))
  const folder = exists ? named.text : parentOf(named.text)
  return {
    directory: pathsFrom(reading, resolved(reading.filesFrom, folder)),
    filesFrom: resolved(reading.directory),
  }
}

/** As Go has it: what is before the last slash. */
function parentOf(path: string): string {
  return path.endsWith('/') ? path : dirname(path)
}

/** The including project's variables win over the entry's own `.env` or `env_file`. */
async function variablesOf(item: Node, directory: string, reading: Reading): Promise<ReadonlyMap<string, string>> {
  const listed = textsAt(child(item, 'env_file'))
  const named = listed.filter(({ text }) => text !== '/dev/null')
  const files = listed.length === 0 ? await ownEnvFile(directory, reading) : []
  const paths = [...files, ...named.map(({ text }) => resolvePath(text, reading.directory, reading.world.home))]
  if (paths.length === 0) return reading.variables
  const at = named[0]?.at
  const read = await readEnvFiles(paths, {
    variables: reading.variables,
    world: reading.world,
    report: reading.report,
    trace: reading.options.trace,
    includedAt: item.at,
    files: reading.variableFiles,
    ...(at === undefined ? {} : { at }),
  })
  return new Map([...read, ...reading.variables])
}

async function ownEnvFile(directory: string, reading: Reading): Promise<string[]> {
  const file = join(directory, '.env')
  return (await reading.world.exists(file)) ? [file] : []
}

function closesCycle(main: Named, from: string, reading: Reading): boolean {
  const chain = [...reading.includedBy.map((it) => it.file), from]
  if (!chain.includes(main.path)) return false
  reading.report.error(
    'include-cycle',
    `include cycle detected: ${[...chain, asWritten(main.path, main.at)].join(' -> ')}`,
    {
      ...(main.at === undefined ? {} : { at: main.at }),
      notes: reading.includedBy.map((it) => ({ message: 'which is included here', at: it.at })),
      fix: 'remove one of these includes',
    },
  )
  return true
}

function isTooDeep(main: Named, { includedBy, report }: Reading): boolean {
  if (includedBy.length < limits.includes) return false
  const message = `${asWritten(main.path, main.at)} is not included: at most ${limits.includes} files are included by one another`
  report.error('too-large', message, {
    ...(main.at === undefined ? {} : { at: main.at }),
    fix: 'include it from a file further up',
  })
  return true
}

const imported = ['services', 'networks', 'volumes', 'secrets', 'configs', 'models']

function importInto(model: Mapping, from: Mapping, reading: Reading): Mapping {
  let result = model
  for (const section of imported) {
    const theirs = child(from, section)
    if (theirs?.kind !== 'map') continue
    const own = child(result, section)
    const merged = own?.kind === 'map' ? joinSection(own, theirs, { section, reading }) : theirs
    result = withEntry(result, section, merged)
  }
  return result
}

function joinSection(
  own: Mapping,
  theirs: Mapping,
  by: { readonly section: string; readonly reading: Reading },
): Mapping {
  const entries = new Map<string, Entry>(own.entries)
  for (const [name, entry] of theirs.entries) {
    const mine = own.entries.get(name)
    // What this file resets does not stand in it.
    if (mine === undefined || mine.node.tag === 'reset') entries.set(name, entry)
    else if (!alike(mine.node, entry.node)) {
      by.reading.report.error('include-conflict', `${by.section}.${name} conflicts with imported resource`, {
        at: mine.keyAt,
        notes: [{ message: 'the included file defines it here', at: entry.keyAt }],
        fix: 'rename one of them, or change the included one in an override file listed in the same `include` entry',
      })
    }
  }
  return { ...own, entries }
}

function alike(a: Node, b: Node): boolean {
  return JSON.stringify(comparable(plainOf(a))) === JSON.stringify(comparable(plainOf(b)))
}

function comparable(value: unknown): unknown {
  if (value instanceof Map) {
    const entries = [...(value as ReadonlyMap<string, unknown>)].sort(([one], [other]) => (one < other ? -1 : 1))
    return ['map', ...entries.map(([key, item]) => [key, comparable(item)])]
  }
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value === 'object' && value !== null) return marked(value as PlainRecord)
  return typeof value === 'bigint' ? String(value) : value
}

function marked(value: PlainRecord): unknown {
  return value[instant] ?? value[float64]
}

interface Placed {
  readonly text: string
  readonly at: Origin
}

/** A scalar or the scalars of a list, as texts. */
function textsAt(node: Node | undefined): Placed[] {
  if (node?.kind === 'seq') return node.items.flatMap(textsAt)
  return node?.kind === 'scalar' && node.value !== null ? [{ text: String(node.value), at: node.at }] : []
}
