import { resolve } from 'node:path'
import { isParts, parseTemplate } from '../attributes/grammar/template.ts'
import { inside } from '../attributes/kinds/attribute.ts'
import { scalarText } from '../attributes/kinds/scalars.ts'
import type { Scope } from '../attributes/kinds/scope.ts'
import { envFile } from '../attributes/service/env-file.ts'
import { environment } from '../attributes/service/environment.ts'
import { labelFile } from '../attributes/service/label-file.ts'
import { labels } from '../attributes/service/labels.ts'
import type { Report } from '../source/diagnostic.ts'
import { type SourceFile, sourceFile } from '../source/file.ts'
import { child, type Mapping, mapping, type Node, type Origin, text, withEntry } from '../source/node.ts'
import { asWritten } from './as-written.ts'
import type { Reading } from './context.ts'
import { dotenvPlaces, parseDotenv, parseRaw } from './dotenv.ts'
import { reasonOf } from './read.ts'

interface Resolving {
  readonly reading: Reading
  /** That of the service. */
  readonly scope: Scope
}

/**
 * The service with the variables of its env files in `environment`; what the file itself sets wins, also a null.
 * The key `env_file` disappears.
 */
export async function resolveEnvFiles(service: Mapping, by: Resolving): Promise<Mapping> {
  const values = await valuesOf(envFilesOf(service, by), child(service, 'environment'), by)
  const valued = laidBelow(service, 'environment', { values, merge: environment.merge, scope: by.scope })
  return withEntry(valued, 'env_file', undefined)
}

/**
 * The service with the labels of its label files in `labels`; its own win. The key `label_file` stays: it is part of the
 * hash that `up` of docker compose 2.40.3 writes, though not of what `config` shows and hashes.
 */
export async function resolveLabelFiles(service: Mapping, by: Resolving): Promise<Mapping> {
  const values = await valuesOf(labelFilesOf(service, by), undefined, by)
  return laidBelow(service, 'labels', { values, merge: labels.merge, scope: by.scope })
}

interface File {
  readonly path: string
  readonly required: boolean
  readonly format: string | undefined
  readonly at: Origin
  /** The place of `format`. */
  readonly formatAt?: Origin
  readonly what: 'env' | 'label'
}

function envFilesOf(service: Mapping, by: Resolving): readonly File[] {
  const node = child(service, 'env_file')
  if (node?.kind !== 'seq') return []
  return node.items.flatMap((item) => {
    const [file] = envFile.parse({ ...node, items: [item] }, inside(by.scope, 'env_file')) ?? []
    if (file === undefined) return []
    const at = child(item, 'path')?.at ?? item.at
    const format = child(item, 'format')
    const formatAt = format === undefined ? {} : { formatAt: format.at }
    const required = file.required !== false
    return [{ path: file.path ?? '', required, format: file.format, at, ...formatAt, what: 'env' as const }]
  })
}

function labelFilesOf(service: Mapping, by: Resolving): readonly File[] {
  const node = child(service, 'label_file')
  if (node?.kind !== 'seq') return []
  return node.items.flatMap((item, index): File[] => {
    if (item.kind !== 'scalar') return []
    const [path = ''] = labelFile.parse({ ...node, items: [item] }, inside(by.scope, index)) ?? []
    return [{ path, required: true, format: undefined, at: item.at, what: 'label' }]
  })
}

/**
 * Later files win. A value may use the project's variables, then the service's own, then those of its own file, then of the
 * files before. Label files know no variables but those of label files (2.40.3).
 */
async function valuesOf(
  files: readonly File[],
  own: Node | undefined,
  by: Resolving,
): Promise<ReadonlyMap<string, Node>> {
  const values = new Map<string, Node>()
  const { variables } = by.reading
  for (const file of files) {
    const report = file.what === 'label' ? labelReport(by.reading.report) : by.reading.report
    const source = await readFileOf(file, by.reading)
    if (source === undefined || !isKnownFormat(file, by.reading)) continue
    const lookup = (name: string, here?: string): string | undefined =>
      (file.what === 'env' ? variables.get(name) : undefined) ??
      textOf(child(own, name)) ??
      here ??
      textOf(values.get(name))
    const read = file.format === 'raw' ? parseRaw(source, lookup, report) : parseDotenv(source, lookup, report)
    for (const [name, value] of read) values.set(name, text(value, elsewhere(file.at)))
    note(read, source, { file, ...by })
  }
  return values
}

/** Setting a variable anywhere else does not help a label file. */
function labelReport(report: Report): Report {
  return {
    ...report,
    warnOnce: (kind, message, more) =>
      report.warnOnce(kind, message, () => ({
        ...more?.(),
        fix: 'label files know no variables but their own: set it further up in the file, or write the label in `labels`',
      })),
  }
}

function note(
  values: ReadonlyMap<string, string>,
  source: SourceFile,
  { file, reading, scope }: Resolving & { readonly file: File },
): void {
  if (reading.options.trace === undefined) return
  const places = dotenvPlaces(source)
  const nodes = [...values].map(([name, value]): [string, Node] => [
    name,
    text(value, filledFrom(places.get(name) ?? { file: source, start: 0, end: 0 })),
  ])
  reading.options.trace.layers.push({
    kind: `${file.what}_file`,
    path: [...scope.path, file.what === 'env' ? 'environment' : 'labels'],
    tree: mapping(nodes, file.at),
    by: file.at,
  })
}

/** The place of a line, with the variables that its value names, unless single quotes keep them. */
function filledFrom(at: Origin): Origin {
  const written = /[=:]\s*(.*)$/s.exec(at.file.text.slice(at.start, at.end))?.[1] ?? ''
  const parts = written.startsWith("'") || !written.includes('$') ? [] : parseTemplate(written)
  const names = isParts(parts) ? parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : [])) : []
  return names.length === 0 ? at : { ...at, via: { kind: 'variable', raw: written, names } }
}

/** The place that names the file. What a file brings is no more written there than the value of a variable is, and as secret. */
function elsewhere({ via, ...at }: Origin): Origin {
  return { ...at, via: { kind: 'variable', raw: '', names: [], ...(via === undefined ? {} : { before: via }) } }
}

function isKnownFormat({ format, at, formatAt = at }: File, { report }: Reading): boolean {
  if (format === undefined || format === 'raw') return true
  report.error('invalid-value', `unsupported env_file format "${format}"`, {
    at: formatAt,
    fix: 'write `format: raw`, or leave it out for the dotenv format',
  })
  return false
}

async function readFileOf(file: File, { world, report }: Reading): Promise<SourceFile | undefined> {
  // Relative only under --no-path-resolution.
  const path = file.path === '' ? '' : resolve(world.cwd, file.path)
  try {
    return sourceFile(path, await world.readFile(path))
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    if (missing && !file.required) return undefined
    const shown = asWritten(file.path, file.at)
    const message = missing
      ? `${file.what} file ${shown} not found`
      : `cannot read ${file.what} file ${shown}: ${reasonOf(error)}`
    if (file.path === '') {
      report.error('env-file', `${file.what} file without a name not found`, {
        at: file.at,
        fix: 'name a file, or remove it',
      })
      return undefined
    }
    const create = file.what === 'env' ? 'create it, or allow it to be missing with `required: false`' : 'create it'
    const fix = missing ? create : 'name a file that can be read'
    const kind = (error as NodeJS.ErrnoException).code === 'EFBIG' ? 'too-large' : 'env-file'
    report.error(kind, message, { at: file.at, fix: kind === 'too-large' ? 'split it, or correct the path' : fix })
    return undefined
  }
}

function textOf(node: Node | undefined): string | undefined {
  return node?.kind === 'scalar' && node.value !== null ? scalarText(node) : undefined
}

interface Below {
  readonly values: ReadonlyMap<string, Node>
  readonly merge: (base: Node, over: Node, scope: Scope) => Node
  readonly scope: Scope
}

/** The service's own mapping at `key` laid on the values from files. */
function laidBelow(service: Mapping, key: string, { values, merge, scope }: Below): Mapping {
  const [first] = values.values()
  if (first === undefined) return service
  const own = child(service, key)
  const base = mapping(values, own?.at ?? first.at)
  return withEntry(service, key, own === undefined ? base : merge(base, own, inside(scope, key)))
}
