import { interpolate } from '../attributes/grammar/interpolate.ts'
import { inside } from '../attributes/kinds/attribute.ts'
import { plainOf } from '../attributes/kinds/plain-of.ts'
import type { Service } from '../attributes/service.ts'
import { type Isolation, isolatedName } from '../model/isolation.ts'
import type { Project } from '../model/project.ts'
import { ComposeError, createReport, type Diagnostic, type Report } from '../source/diagnostic.ts'
import { sourceFile } from '../source/file.ts'
import { byPlace } from '../source/frame.ts'
import { nothingSpent } from '../source/limits.ts'
import { child, type Mapping, mapping, type Origin, text, withEntry } from '../source/node.ts'
import { type Redact, redactor } from '../source/redact.ts'
import { type Parts, parseModel } from './build-project.ts'
import { checkConsistency } from './consistency.ts'
import { withReplicas } from './consistency/deploy.ts'
import { type Reading, rootScope } from './context.ts'
import { distinct } from './distinct.ts'
import { resolveEnvFiles, resolveLabelFiles } from './env-files.ts'
import { isTrue, type Surroundings, surroundings } from './env.ts'
import { mergeFiles, type Parsed, parseFiles } from './layers.ts'
import { normalise } from './normalise.ts'
import type { LoadOptions, LoadWorld } from './options.ts'
import { allProfiles, enabledProfiles, isActive, profilesNamed } from './profiles.ts'
import { imposedName, nameIn, ownName } from './project-name.ts'
import { seccompProfiles } from './seccomp.ts'
import { canonicalModel } from './sections.ts'
import { placeOfVariable, withVariablePlaces } from './variable-places.ts'

/** The merged model before it is typed. */
interface Model {
  readonly tree: Mapping
  readonly name: string
  readonly place: Surroundings
  readonly reading: Reading
  readonly report: Report
}

/** The same when it is known to be free of mistakes. */
export interface SoundModel extends Model {
  readonly warnings: Project['warnings']
}

/**
 * Compose files to a project: find, read, interpolate, check, bring to long form, extend, include, merge, normalise, type,
 * select profiles, check as a whole.
 *
 * Throws one ComposeError with every mistake found.
 */
export async function load(options: LoadOptions, world: LoadWorld): Promise<Project> {
  const { tree: merged, name, place, reading, report } = await merge(options, world)
  const tree = options.interpolate === false ? canonicalModel(merged, rootScope(reading)) : merged
  const profiles = enabledProfiles(options.profiles, place.variables)
  const named = profilesNamed(tree, options.services ?? [])
  const resolved = await resolveServices(tree, { enabled: profiles, active: [...profiles, ...named] }, reading)
  const parts = parseModel(resolved, rootScope(reading))
  const project: Project = {
    name,
    directory: place.directory,
    files: place.files,
    envFiles: place.envFiles,
    ...byActivity(
      { ...parts, all: options.consistency === false ? parts.all : counted(parts.all) },
      resolved,
      profiles,
    ),
    networks: parts.networks,
    volumes: parts.volumes,
    secrets: parts.secrets,
    configs: parts.configs,
    models: parts.models,
    extensions: parts.extensions,
    environment: reading.variables,
    includedContents: reading.contents,
    profiles: allProfiles(resolved),
    separator: options.compatibility || isTrue(place.variables.get('COMPOSE_COMPATIBILITY')) ? '_' : '-',
    tree: resolved,
    warnings: [],
  }
  if (options.consistency !== false) checkWhole(project, report)
  const meant = options.isolate === undefined ? project : await copyOf(project, options.isolate, reading)
  return {
    ...meant,
    seccompProfiles: await seccompProfiles(project.services, resolved, reading),
    warnings: finish(report, reading),
  }
}

/** Loaded only for copies. */
async function copyOf(project: Project, isolation: Isolation, { world, report }: Reading): Promise<Project> {
  const { isolated, sharedDespite } = await import('../model/isolated.ts')
  sharedDespite(project, report)
  const copy = isolated(project, isolation, (await world.assignedPorts?.(project.name)) ?? new Map())
  const { withOwnBases } = await import('./own-bases.ts')
  return await withOwnBases(copy, project, world)
}

/**
 * The merged and normalised model, not typed and without profiles: what `config --no-interpolate` prints.
 * Throws as `load`.
 */
export async function loadModel(options: LoadOptions, world: LoadWorld): Promise<SoundModel> {
  const model = await merge(options, world)
  if (options.interpolate === false) checkUnfilled(model)
  return { ...model, warnings: finish(model.report, model.reading) }
}

/** What can be told before variables have their values: keys that stand beside each other, and those that are missing (2.40.3). */
function checkUnfilled({ tree, reading, report }: Model): void {
  const found = createReport()
  const scope = { ...rootScope(reading), report: found }
  parseModel(canonicalModel(tree, scope), scope)
  for (const { kind, message, ...more } of found.diagnostics) {
    const isMissing = kind === 'missing-key' && /^(?:secrets|configs)\.|\.devices\[/.test(message)
    // Of these only numbers with a fraction are wrong, which no variable holds.
    const isFraction = kind === 'invalid-value' && /^services\..+\.expose\[\d+\] /.test(message)
    // The short form of a mount is taken apart at its colons before that.
    const isShortMount = kind === 'invalid-value' && /^services\..+\.volumes\[\d+\] must be /.test(message)
    if (kind === 'exclusive-keys' || isMissing || isFraction || isShortMount) report.error(kind, message, more)
  }
}

async function merge(options: LoadOptions, world: LoadWorld): Promise<Model> {
  const report = createReport()
  const place = await surroundings(options, world, report)
  const nameless: Reading = {
    options,
    world,
    report,
    variables: place.variables,
    variableFiles: place.variableFiles,
    contents: new Map(),
    directory: place.directory,
    filesFrom: place.directory,
    root: place.directory,
    includedBy: [],
    spent: nothingSpent(),
  }
  const files = await parseFiles(
    place.files.map((path) => ({ path, ...placeOfFiles(nameless) })),
    nameless,
  )
  const { name, written } = projectName(files, nameless)
  const reading: Reading = { ...nameless, variables: new Map([...place.variables, ['COMPOSE_PROJECT_NAME', name]]) }
  const merged = await mergeFiles(files, reading)
  if (merged === undefined || merged.entries.size === 0) throw empty(report, place)
  // Without interpolation docker compose knows no variables at all (2.40.3).
  const known = options.interpolate === false ? new Map<string, string>() : reading.variables
  const tree = options.normalize === false ? merged : normalise(withName(merged, name), name, known)
  return { tree, name: options.normalize === false ? written : name, place, reading, report }
}

/** The place that names the files, when an env file does. */
function placeOfFiles({ options, variableFiles }: Reading): { readonly at?: Origin } {
  const at = options.files.length === 0 ? placeOfVariable('COMPOSE_FILE', variableFiles) : undefined
  return at === undefined ? {} : { at }
}

function withName(merged: Mapping, name: string): Mapping {
  return withEntry(merged, 'name', text(name, (child(merged, 'name') ?? merged).at))
}

interface ProjectName {
  readonly name: string
  /** As it stands in the file, which `--no-normalize` prints (2.40.3). */
  readonly written: string
}

function projectName(files: readonly Parsed[], reading: Reading): ProjectName {
  const { options, variables, directory, report } = reading
  const imposed = imposedName(
    { flag: options.projectName, variable: variables.get('COMPOSE_PROJECT_NAME'), directory },
    report,
    placeOfVariable('COMPOSE_PROJECT_NAME', reading.variableFiles),
  )
  const { isolate } = options
  if (imposed !== undefined)
    return { name: isolate ? isolatedName(imposed, isolate, 'hand') : imposed, written: imposed }
  const own = files.flatMap((file) => file.documents).findLast((document) => nameIn(document) !== undefined)
  const node = own === undefined ? undefined : child(own, 'name')
  if (own === undefined || node === undefined) {
    const name = ownName(undefined, directory, report)
    return { name: isolate ? isolatedName(name, isolate) : name, written: name }
  }
  // The whole file is interpolated later and reports its mistakes then.
  const only = mapping([['name', node]], node.at)
  const filled = options.interpolate === false ? only : interpolate(only, variables, createReport())
  const plain = plainOf(child(filled, 'name') ?? node)
  const written = typeof plain === 'string' ? plain : JSON.stringify(plain)
  // What variables leave empty is no name at all; only an empty text falls back to the folder (2.40.3).
  const name = ownName(written, directory, report)
  return { name: isolate ? isolatedName(name, isolate) : name, written }
}

function empty(report: Report, place: Surroundings): ComposeError {
  if (!report.diagnostics.some((it) => it.severity === 'error')) {
    const [first] = place.files
    report.error('empty-file', `empty compose file: ${place.files.join(', ')}`, {
      ...(first === undefined ? {} : { at: { file: sourceFile(first, ''), start: 0, end: 0 } }),
      fix: 'begin with `services:`',
    })
  }
  return new ComposeError(distinct(report.diagnostics))
}

/** Profiles that are enabled, and besides those of services that are named. */
interface Profiles {
  readonly enabled: readonly string[]
  readonly active: readonly string[]
}

/**
 * Env and label files of active services; those of the others need not exist. The label files of a service that is active
 * only because it is named are left as they are, also in its hash (2.40.3).
 */
async function resolveServices(tree: Mapping, { enabled, active }: Profiles, reading: Reading): Promise<Mapping> {
  const services = child(tree, 'services')
  if (services?.kind !== 'map') return tree
  const resolved = new Map(services.entries)
  for (const [name, { keyAt, node }] of services.entries) {
    if (node.kind === 'map' && isActive(node, active)) {
      const scope = inside(inside(rootScope(reading), 'services'), name)
      const valued =
        reading.options.resolveEnvironment === false ? node : await resolveEnvFiles(node, { reading, scope })
      const labelled = isActive(node, enabled) ? await resolveLabelFiles(valued, { reading, scope }) : valued
      resolved.set(name, { keyAt, node: labelled })
    }
  }
  return withEntry(tree, 'services', { ...services, entries: resolved })
}

function counted(services: Parts['all']): Parts['all'] {
  return new Map([...services].map(([name, service]) => [name, withReplicas(service)]))
}

function byActivity(parts: Parts, tree: Mapping, profiles: readonly string[]): Pick<Project, 'services' | 'disabled'> {
  const services = new Map<string, Service>()
  const disabled = new Map<string, Service>()
  for (const [name, service] of parts.all) {
    const node = child(child(tree, 'services'), name)
    const target = node === undefined || isActive(node, profiles) ? services : disabled
    target.set(name, service)
  }
  return { services, disabled }
}

const incomplete: ReadonlySet<string> = new Set([
  'yaml-syntax',
  'file-not-found',
  'file-unreadable',
  'too-large',
  'include-cycle',
  'include-conflict',
  'remote',
])

/** A service that extends itself lacks what it would inherit. */
const circular: ReadonlySet<string> = new Set(['extends-cycle'])

/** Of a model of which parts are missing only that counts which the missing ones cannot put right. */
function checkWhole(project: Project, report: Report): void {
  const found = createReport()
  const failed = (kinds: ReadonlySet<string>): boolean =>
    report.diagnostics.some((it) => it.severity === 'error' && kinds.has(it.kind))
  const isIncomplete = failed(incomplete)
  const isSure = ({ kind, fix = '' }: Diagnostic): boolean =>
    kind !== 'no-image' && (!isIncomplete || !kind.startsWith('undefined-') || fix.startsWith('did you mean'))
  if (!isIncomplete && !failed(circular)) return checkConsistency(project, report)
  checkConsistency(project, found)
  for (const it of found.diagnostics.filter(isSure)) {
    const { severity, kind, message, ...more } = it
    if (severity === 'error') report.error(kind, message, more)
    else report.warn(kind, message, more)
  }
}

/** The warnings, or the ComposeError when there is any error. Values of secret variables that became names are not among them. */
function finish(report: Report, reading: Reading): Project['warnings'] {
  const told = distinct(report.diagnostics).map((it) => withVariablePlaces(it, reading))
  const found = byPlace(discreet(told, reading.variables))
  if (found.some((it) => it.severity === 'error')) throw new ComposeError(found)
  return found
}

/** The path of the file stands at the head of the message anyway; a password such as `postgres` may be part of it. */
function around(path: string | undefined, message: string, redact: Redact): string {
  return path === undefined ? redact(message) : message.split(path).map(redact).join(path)
}

function discreet(found: readonly Diagnostic[], variables: ReadonlyMap<string, string>): readonly Diagnostic[] {
  const redact = found.length === 0 ? undefined : redactor(variables)
  if (redact === undefined) return found
  return found.map((it) => ({
    ...it,
    message: around(it.at?.file.path, it.message, redact),
    notes: it.notes.map((note) => ({ ...note, message: redact(note.message) })),
    ...(it.fix === undefined ? {} : { fix: redact(it.fix) }),
  }))
}
