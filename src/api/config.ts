import { plainOf } from '../attributes/kinds/plain-of.ts'
import type { Engine } from '../engine/port.ts'
import { load, loadModel } from '../load/load.ts'
import type { LoadOptions, LoadWorld } from '../load/options.ts'
import { createTrace, type Trace } from '../load/trace.ts'
import { bytewise, indentedJson } from '../model/json.ts'
import { imageName } from '../model/names.ts'
import { neededFirst } from '../model/needed-first.ts'
import { printProject } from '../model/print.ts'
import type { Project } from '../model/project.ts'
import { select } from '../model/select.ts'
import { toYaml } from '../model/yaml.ts'
import type { Plain } from '../plain.ts'
import { type Diagnostic, toldOf } from '../source/diagnostic.ts'
import { child, type Mapping } from '../source/node.ts'

/** What `config` prints. `model` is the whole project; the others are lists, one name a line. */
export type ConfigView =
  | 'model'
  | 'services'
  | 'volumes'
  | 'networks'
  | 'images'
  | 'profiles'
  | 'models'
  | 'environment'
  | 'variables'
  | 'hash'

/** Options of `config`; those of the loading stages are in LoadOptions. */
export interface ConfigOptions extends LoadOptions {
  /** Service names or patterns; empty means all active ones. */
  readonly services: readonly string[]
  readonly view: ConfigView
  readonly format: 'yaml' | 'json'
  /** For the view `hash`: services, or `*`. */
  readonly hash?: readonly string[]
  /** For the view `model`: every image with its digest, or an override file with these images alone. */
  readonly digests?: 'resolve' | 'lock'
  /** For the view `model` as YAML: each line says in a comment where it comes from; paths below this folder are relative. */
  readonly annotate?: string
}

/** Reading files; digests also need the engine, which asks the registries. */
export interface ConfigWorld extends LoadWorld {
  readonly engine?: () => Promise<Engine>
}

/** Text for standard output, exactly as docker compose 2.40.3 prints it, and the warnings of the load. */
export interface ConfigText {
  readonly text: string
  readonly warnings: readonly Diagnostic[]
}

/** The project's resolved model, or a list of its parts. Throws a ComposeError for mistakes in files, an Error for unknown services. */
export async function config(options: ConfigOptions, world: ConfigWorld): Promise<ConfigText> {
  const { view } = options
  if (view === 'variables') {
    const { configVariables } = await import('./config/variables.ts')
    return configVariables(options, options.format === 'json' ? 'json' : 'table', world)
  }
  if (options.interpolate === false && view === 'model') return rawModel(options, world)
  if (options.interpolate === false && view === 'services') return rawServices(options, world)
  // As docker compose 2.40.3: lists need no env files; --no-env-resolution does nothing (quirk 26). Hashes are those of
  // containers, but containers never come from kept paths.
  const hashed = view === 'hash' && options.resolvePaths !== false
  const resolveEnvironment = view === 'model' || view === 'environment' || hashed
  const trace = options.annotate === undefined ? undefined : createTrace()
  const project = await load({ ...options, resolveEnvironment, ...(trace === undefined ? {} : { trace }) }, world)
  const services = wholeProject.has(view) ? [] : options.services
  const selected = select(project, { services, along: 'dependencies', allResources: options.allResources })
  const shown = view === 'model' ? await withDigests(selected, options, world) : selected
  const text = view === 'hash' ? await hashes(shown, options.hash ?? ['*'], world) : viewOf(shown, options)
  const warnings = warningsOf(project, options)
  return { text: trace === undefined ? text : await withOrigins(text, { project, trace, options, world }), warnings }
}

interface Annotating {
  readonly project: Project
  readonly trace: Trace
  readonly options: ConfigOptions
  readonly world: ConfigWorld
}

async function withOrigins(text: string, { project, trace, options, world }: Annotating): Promise<string> {
  const { annotated } = await import('../explain/annotate.ts')
  const { viewOf: prepared } = await import('../explain/view.ts')
  const { projectName, annotate = world.cwd } = options
  const named = projectName === undefined ? {} : { projectName }
  return annotated(text, prepared({ project, trace, shell: world.env, ...named }), annotate)
}

/** What the engine would refuse is not known before the variables are. */
function warningsOf({ warnings }: Project, { interpolate }: ConfigOptions): readonly Diagnostic[] {
  return interpolate === false ? warnings.filter(({ refused }) => refused === undefined) : toldOf(warnings)
}

async function withDigests(project: Project, { digests }: ConfigOptions, world: ConfigWorld): Promise<Project> {
  if (digests === undefined) return project
  const { onlyImages, pinImages } = await import('./config/pin-images.ts')
  const pinned = await pinImages(project, digestsOf(world))
  return digests === 'lock' ? onlyImages(pinned) : pinned
}

function digestsOf({ engine }: ConfigWorld): (reference: string) => Promise<string> {
  if (engine === undefined) throw new Error('digests need an engine')
  return async (reference) => await (await engine()).images.digest(reference)
}

/** Views that ignore the services named on the command line. */
const wholeProject: ReadonlySet<ConfigView> = new Set(['services', 'volumes', 'networks', 'models', 'hash'])

function viewOf(project: Project, options: ConfigOptions): string {
  switch (options.view) {
    case 'model':
      return modelText(project, options.format)
    case 'services':
      return lines(neededFirst(project))
    case 'volumes':
      return lines([...project.volumes.keys()])
    case 'networks':
      return lines([...project.networks.keys()])
    case 'images':
      return lines([...project.services.values()].map((service) => imageName(project, service)))
    case 'profiles':
      return lines(project.profiles)
    case 'models':
      return lines([...project.models.values()].flatMap((model) => model.model ?? []))
    case 'environment':
      return lines([...project.environment].map(([name, value]) => `${name}=${value}`).sort(bytewise))
    case 'hash':
    case 'variables':
      throw new Error('hashes and variables need more than a project')
  }
}

/** Dollars are doubled, so that what is printed is a compose file again (quirk 9). */
function modelText(project: Project, format: 'yaml' | 'json'): string {
  const plain = printProject(project, format)
  const text = format === 'json' ? indentedJson(plain) : toYaml(plain)
  return text.replaceAll('$', '$$$$')
}

async function rawModel(options: ConfigOptions, world: ConfigWorld): Promise<ConfigText> {
  const { tree, warnings } = await loadModel(options, world)
  const plain = plainOf(await treeWithDigests(tree, options, world))
  return { text: options.format === 'json' ? indentedJson(withoutEmptyLists(plain)) : toYaml(plain), warnings }
}

/** Lists in which docker compose 2.40.3 looks for repetitions. */
const searched = [
  /^services\n[^\n]+\n(?:annotations|cap_add|cap_drop|configs|devices|dns|dns_opt|dns_search|env_file|expose|labels|links)$/,
  /^services\n[^\n]+\n(?:ports|profiles|secrets|sysctls|tmpfs|volumes|deploy\nlabels|build\nlabels|build\ntags)$/,
  /^services\n[^\n]+\nnetworks\n[^\n]+\n(?:aliases|link_local_ips)$/,
  /^networks\n[^\n]+\nlabels$/,
]

/** An empty list of a raw model is no list at all for Go's JSON, but for those that were made anew (observed with 2.40.3). */
function withoutEmptyLists(plain: Plain, path: readonly string[] = []): Plain {
  if (Array.isArray(plain)) {
    const kept = plain.length > 0 || searched.some((pattern) => pattern.test(path.join('\n')))
    return kept ? plain.map((item) => withoutEmptyLists(item, [...path, '-'])) : null
  }
  if (!(plain instanceof Map)) return plain
  return new Map([...plain].map(([key, value]) => [key, withoutEmptyLists(value, [...path, key])]))
}

async function treeWithDigests(tree: Mapping, { digests }: ConfigOptions, world: ConfigWorld): Promise<Mapping> {
  if (digests === undefined) return tree
  const { onlyImagesOfTree, pinTree } = await import('./config/pin-images.ts')
  const pinned = await pinTree(tree, digestsOf(world))
  return digests === 'lock' ? onlyImagesOfTree(pinned) : pinned
}

async function rawServices(options: ConfigOptions, world: LoadWorld): Promise<ConfigText> {
  const { tree, warnings } = await loadModel(options, world)
  const services = child(tree, 'services')
  return {
    text: lines(services?.kind === 'map' ? [...services.entries.keys()].sort(bytewise) : []),
    warnings,
  }
}

async function hashes(project: Project, wanted: readonly string[], { engine }: ConfigWorld): Promise<string> {
  const { configHashes } = await import('./config/hashes.ts')
  const names = wanted.includes('*') ? [...project.services.keys()] : [...wanted].sort(bytewise)
  return lines((await configHashes(project, names, engine)).map((named) => named.join(' ')))
}

function lines(items: readonly string[]): string {
  return items.map((item) => `${item}\n`).join('')
}
