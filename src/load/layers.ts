import { dirname, relative } from 'node:path'
import { interpolate } from '../attributes/grammar/interpolate.ts'
import { atKey } from '../attributes/kinds/record.ts'
import type { Scope } from '../attributes/kinds/scope.ts'
import { resolveBareKeys } from '../attributes/service/environment.ts'
import { createReport, type Diagnostic, type Report } from '../source/diagnostic.ts'
import { lineColumn, type SourceFile } from '../source/file.ts'
import { child, type Mapping, mapping, type Node, type Origin, text, withEntry } from '../source/node.ts'
import { readPlainYaml } from '../source/plain-yaml.ts'
import { isAccepted } from './accepted.ts'
import { fileScope, pathsFrom, type Reading, rootScope } from './context.ts'
import { applyExtends } from './extends.ts'
import { applyInclude, type Named } from './include.ts'
import { withListsOfTexts } from './lone-texts.ts'
import { withDefaults, withMergedForms, withRawForms, withReadablePorts } from './raw-forms.ts'
import { readSource } from './read.ts'
import { canonicalModel, hasReset, mapEntries, mergeModels, withoutResets } from './sections.ts'

/** One file with its documents, as they were written. */
export interface Parsed {
  readonly path: string
  readonly documents: readonly Mapping[]
}

/** Reads and parses files. What cannot be read is reported and left out. */
export async function parseFiles(files: readonly Named[], reading: Reading): Promise<readonly Parsed[]> {
  const parsed = await Promise.all(files.map((file) => parseFile(file, reading)))
  return parsed.filter((file) => file !== undefined)
}

async function parseFile(file: Named, reading: Reading): Promise<Parsed | undefined> {
  const source = await readSource(file.path, reading, file.at)
  if (source === undefined) return undefined
  const plain = readPlainYaml(source)
  const documents = plain === undefined ? await parsedInFull(source, reading.report) : [plain]
  const mappings = documents.filter((document) => isMapping(document, reading.report))
  return { path: file.path, documents: mappings }
}

/** The parser of all of YAML is large: most files do without. */
async function parsedInFull(source: SourceFile, report: Report): Promise<readonly Node[]> {
  const { parseYaml } = await import('../source/parse.ts')
  return parseYaml(source, report)
}

function isMapping(node: Node, report: Report): node is Mapping {
  if (node.kind === 'map') return true
  // Not what stands there: the file may be none of the user's, for instance /etc/shadow.
  const { line } = lineColumn(node.at.file, node.at.start)
  const found = node.kind === 'seq' ? 'a list' : 'a text'
  report.error('wrong-type', `top-level object must be a mapping; line ${line} begins ${found}`, {
    at: node.at,
    fix: 'begin with `services:`',
  })
  return false
}

/** The files of a project, merged in order, with all that they extend and include. Undefined when they hold nothing. */
export async function mergeFiles(files: readonly Parsed[], reading: Reading): Promise<Mapping | undefined> {
  let model: Mapping | undefined
  for (const { path, documents } of files) {
    for (const document of documents) {
      const { written, complete } = await checked(document, model, reading)
      const layer = await completed(written, path, reading)
      const laid = laidOn(model, layer, reading)
      // The model is free of them already, and going through all of it for each file costs the square of the files.
      model = hasReset(layer) ? (withoutResets(laid) as Mapping) : laid
      // What this file leaves out an earlier one may have given, but a later one comes too late (2.40.3).
      if (!complete) await recheck(model, reading.report)
    }
  }
  if (model === undefined) return undefined
  await recheck(model, reading.report)
  const built = withBuildContexts(model, reading)
  return reading.options.interpolate === false ? withDefaults(built) : withBareKeys(built, reading)
}

function laidOn(base: Mapping | undefined, layer: Mapping, reading: Reading): Mapping {
  const scope = rootScope(reading)
  if (reading.options.interpolate !== false) {
    return base === undefined ? layer : withMergedKeys(mergeModels(base, layer, scope), base, { layer, reading })
  }
  const whole = base === undefined ? layer : mergedRaw(base, layer, scope)
  return withReadablePorts(whole, canonicalModel(whole, scope))
}

function mergedRaw(base: Mapping, layer: Mapping, scope: Scope): Mapping {
  // Paths are resolved already, and a relative folder (`--no-path-resolution`) would come twice.
  const kept: Scope = { ...scope, paths: 'keep' }
  return withMergedForms(mergeModels(canonicalModel(base, kept), canonicalModel(layer, kept), scope), base, layer)
}

/** A build without a context builds the project's own folder: that of the included project for what is included. */
function withBuildContexts(model: Mapping, reading: Reading): Mapping {
  const folder = rootScope(reading).directory
  const placed = (build: Node): Node =>
    build.kind !== 'map' || child(build, 'context') !== undefined
      ? build
      : withEntry(build, 'context', text(folder, build.at))
  return atKey(model, 'services', (services) =>
    services.kind === 'map' ? mapEntries(services, (service) => atKey(service, 'build', placed)) : services,
  ) as Mapping
}

/**
 * Variables of services that have no value get the one that their own project knows. An included one, which has its own
 * `.env`, gives it only to those that are written as a list; `KEY:` waits for the including project (2.40.3).
 */
function withBareKeys(model: Mapping, { variables, includedBy }: Reading): Mapping {
  const lookup = (key: string): string | undefined => variables.get(key)
  const valued = (environment: Node): Node =>
    resolveBareKeys(environment, lookup, includedBy.length === 0 ? 'all' : 'listed')
  return atKey(model, 'services', (services) =>
    services.kind === 'map' ? mapEntries(services, (service) => atKey(service, 'environment', valued)) : services,
  ) as Mapping
}

/** What two files of an included project set is a list by then. */
function withMergedKeys(merged: Mapping, base: Mapping, { layer, reading }: Laying): Mapping {
  if (reading.includedBy.length === 0) return merged
  const has = (model: Mapping, name: string): boolean =>
    child(child(child(model, 'services'), name), 'environment') !== undefined
  const valued = (environment: Node): Node => resolveBareKeys(environment, (key) => reading.variables.get(key), 'all')
  return atKey(merged, 'services', (services) =>
    services.kind === 'map'
      ? mapEntries(services, (service, name) =>
          has(base, name) && has(layer, name) ? atKey(service, 'environment', valued) : service,
        )
      : services,
  ) as Mapping
}

interface Laying {
  readonly layer: Mapping
  readonly reading: Reading
}

interface Checked {
  readonly written: Mapping
  /** Whether nothing that is required is missing. */
  readonly complete: boolean
}

/** One document with its variables replaced and its shape checked. */
async function checked(document: Mapping, base: Mapping | undefined, reading: Reading): Promise<Checked> {
  const written = withListsOfTexts(filledIn(document, reading), base)
  const shape = withoutResets(withoutInherited(withoutNulls(written, base))) as Mapping
  const found = await mistakesIn(shape)
  // What an alias without an anchor stands for is not known: the null in its place is no second mistake.
  const nulls = new Set(hasUnknownAlias(reading.report) ? keysOfNulls(shape) : [])
  // A file may leave to an earlier one what is required; the merged model is checked for it.
  const own = found.filter((it) => it.kind !== 'missing-key' && !(it.at !== undefined && nulls.has(it.at)))
  reportAll(own, reading.report)
  const complete = !found.some((it) => it.kind === 'missing-key')
  return { written: withoutVersion(written, reading.report), complete }
}

/** What is wrong with the shape. The validator that can say so is large: it is loaded when something is. */
async function mistakesIn(model: Mapping): Promise<readonly Diagnostic[]> {
  if (isAccepted(model)) return []
  const { checkSchema } = await import('./check.ts')
  const found = createReport()
  checkSchema(model, found)
  return found.diagnostics
}

function filledIn(document: Mapping, { options, variables, report }: Reading): Mapping {
  return options.interpolate === false ? document : (interpolate(document, variables, report) as Mapping)
}

/** The document as a canonical layer: long forms, absolute paths, bases and included projects in place. */
async function completed(document: Mapping, path: string, reading: Reading): Promise<Mapping> {
  const scope = rootScope(reading)
  const bases = new Map<string, Promise<Mapping | undefined>>()
  const readBase = (file: string, at: Origin): Promise<Mapping | undefined> => {
    const known = bases.get(file) ?? baseModel({ path: file, at }, reading)
    bases.set(file, known)
    return known
  }
  const layer = canonicalLayer(document, scope, reading)
  const extended = await applyExtends(layer, { reading, scope, directory: reading.filesFrom, readBase })
  const whole = await applyInclude(extended, path, { reading, read: includedModel })
  note(layer, reading)
  return whole
}

function note(layer: Mapping, { options, includedBy }: Reading): void {
  const by = includedBy.at(-1)?.at
  options.trace?.layers.push(
    by === undefined ? { kind: 'file', path: [], tree: layer } : { kind: 'included', path: [], tree: layer, by },
  )
}

function canonicalLayer(document: Mapping, scope: Scope, { options }: Reading): Mapping {
  const canonical = canonicalModel(document, scope)
  return options.interpolate === false ? withRawForms(canonical, document) : canonical
}

/** A file whose services are extended: not checked as a whole, since only the services that are used count. */
async function baseModel(file: Named, reading: Reading): Promise<Mapping | undefined> {
  const before = reading.report.diagnostics.length
  const [parsed] = await parseFiles([file], reading)
  if (parsed === undefined) return undefined
  const folder = pathsFrom(reading, dirname(file.path))
  const scope = { ...fileScope(reading, folder), within: relative(reading.directory, folder) || '.' }
  const isEmpty = file.at !== undefined && reading.report.diagnostics.length === before
  let model = isEmpty ? mapping([], file.at) : undefined
  for (const document of parsed.documents) {
    const layer = canonicalLayer(filledIn(document, reading), scope, reading)
    // What a document resets is only to be kept from those before it, and the last one's from what extends the file (2.40.3).
    const earlier = model === undefined ? undefined : (withoutResets(model) as Mapping)
    model = earlier === undefined || earlier.entries.size === 0 ? layer : mergeModels(earlier, layer, scope)
  }
  return model
}

async function includedModel(files: readonly Named[], reading: Reading): Promise<Mapping | undefined> {
  return mergeFiles(await parseFiles(files, reading), reading)
}

const lateKinds: ReadonlySet<string> = new Set(['missing-key', 'duplicate-item'])

/**
 * What only the merged model can tell: keys that no file gives, items that two files repeat, nulls that nothing replaces,
 * and what is wrong in a service of another file that is extended.
 */
async function recheck(model: Mapping, report: Report): Promise<void> {
  const found = await mistakesIn(model)
  if (found.length === 0) return
  const nulls = new Set(hasUnknownAlias(report) ? [] : keysOfNulls(model))
  const isLate = (it: Diagnostic): boolean =>
    lateKinds.has(it.kind) || isExtended(it.at) || (it.kind === 'wrong-type' && it.at !== undefined && nulls.has(it.at))
  reportAll(found.filter(isLate), report)
}

/** Whether it came from a base, which is checked only as part of what extends it. */
function isExtended(at: Origin | undefined): boolean {
  const via = at?.via?.kind === 'variable' ? at.via.before : at?.via
  return via?.kind === 'extends' || (via?.kind === 'include' && isExtended(via.at))
}

function hasUnknownAlias(report: Report): boolean {
  return report.diagnostics.some((it) => it.kind === 'unknown-alias')
}

function keysOfNulls(node: Node): Origin[] {
  if (node.kind === 'seq') return node.items.flatMap(keysOfNulls)
  if (node.kind !== 'map') return []
  return [...node.entries.values()].flatMap(({ keyAt, node: value }) =>
    value.kind === 'scalar' && value.value === null ? [keyAt] : keysOfNulls(value),
  )
}

/** The overriding document without nulls that keep an earlier value. */
function withoutNulls(over: Node, base: Node | undefined): Node {
  if (over.kind !== 'map' || base?.kind !== 'map') return over
  const kept = [...over.entries].filter(
    ([key, { node }]) => !(node.kind === 'scalar' && node.value === null && base.entries.has(key)),
  )
  return {
    ...over,
    entries: new Map(kept.map(([key, it]) => [key, { ...it, node: withoutNulls(it.node, child(base, key)) }])),
  }
}

/** A null of a service that extends another one keeps what it inherits; the merged model tells whether there is anything. */
function withoutInherited(document: Node): Node {
  return atKey(document, 'services', (services) =>
    services.kind === 'map'
      ? mapEntries(services, (service) => (child(service, 'extends') === undefined ? service : withoutAnyNull(service)))
      : services,
  )
}

function withoutAnyNull(node: Node): Node {
  if (node.kind !== 'map') return node
  const kept = [...node.entries].filter(([, { node: value }]) => value.kind !== 'scalar' || value.value !== null)
  return { ...node, entries: new Map(kept.map(([key, it]) => [key, { ...it, node: withoutAnyNull(it.node) }])) }
}

function withoutVersion(document: Mapping, report: Report): Mapping {
  const version = document.entries.get('version')
  if (version === undefined) return document
  const { path } = version.keyAt.file
  // The path is there twice: programs that read docker compose's warnings look for its very text.
  const message = `${path}: the attribute \`version\` is obsolete, it will be ignored, please remove it to avoid potential confusion`
  report.warn('obsolete', message, { at: version.keyAt, fix: 'remove the line' })
  return withEntry(document, 'version', undefined)
}

function reportAll(diagnostics: readonly Diagnostic[], report: Report): void {
  for (const { severity, kind, message, ...details } of diagnostics) {
    if (severity === 'error') report.error(kind, message, details)
    else report.warn(kind, message, details)
  }
}
