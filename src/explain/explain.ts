import { basename } from 'node:path'
import { plainOf } from '../attributes/kinds/plain-of.ts'
import { compactJson } from '../model/json.ts'
import type { Plain } from '../plain.ts'
import { isNull, type Node, nodeAt, type Origin, type Path } from '../source/node.ts'
import { pathText } from '../source/path-text.ts'
import { whyImplied } from './implied.ts'
import type { Setting } from './settings.ts'
import type { Show } from './shown.ts'
import { samePlace } from './subject.ts'
import {
  isBareKey,
  type Use,
  usesOf,
  type VariableSource,
  variableSource,
  variablesOf,
  variableVia,
} from './variables.ts'
import { valueAt, type View } from './view.ts'

/** What sets a value. Places are origins, values are as they may be shown. */
export interface Source {
  readonly kind:
    | 'file'
    | 'included'
    | 'extended'
    | 'env_file'
    | 'label_file'
    | 'shell'
    | 'env-file'
    | 'include-env-file'
    | 'muster'
    | 'default'
    | 'alternate'
    | 'flag'
    | 'folder'
    | 'implied'
  readonly at?: Origin
  /** The `extends`, `include` or `env_file` that brought it in. */
  readonly by?: Origin
  readonly value: string
  /** The template, where variables were filled in. */
  readonly written?: string
  readonly wins: boolean
  readonly why: string
}

/** A variable, and everything that sets it, the strongest first. */
export interface ExplainedVariable {
  readonly name: string
  readonly value?: string
  readonly sources: readonly Source[]
}

/** One value: everything that sets it, the strongest first. `value` is undefined for what was removed again. */
export interface ExplainedValue {
  readonly path: string
  readonly value?: string
  readonly sources: readonly Source[]
  readonly variables: readonly ExplainedVariable[]
}

/** A variable and the places that use it. */
export interface ExplainedUse {
  readonly path: string
  readonly at: Origin
  readonly written: string
  readonly value: string
}

/** Explains the value at a path that is no section. */
export function explainValue(path: Path, view: View): ExplainedValue {
  const { show } = view
  const value = valueOf(path, view)
  const sources = sourcesOf(path, view)
  const name = String(path.at(-1))
  const open = isBareKey(nodeAt(view.project.tree, path), path, name) ? [variableSource(name, view)] : []
  const variables = sources.flatMap(({ wins, at: place }) =>
    wins && place !== undefined ? variablesOf(place, view) : [],
  )
  return {
    path: pathText(path),
    ...(value === undefined ? {} : { value: value === null ? 'null' : show(path, textOf(value)) }),
    sources,
    variables: distinct([...variables, ...open]).map((it) => shownVariable(it, show)),
  }
}

/** The value of a path, in one line. */
export function textOf(value: Plain): string {
  return typeof value === 'string' ? value : compactJson(value).replace(/^"|"$/g, '')
}

/** The value at a path as `config` shows it; of what `config` does not show, as it was read. */
export function valueOf(path: Path, { project, printed }: View): Plain | undefined {
  const shown = valueAt(printed, path)
  const node = nodeAt(project.tree, path)
  return shown ?? (node === undefined ? undefined : plainOf(node))
}

/** Everything that sets a path, the strongest first; what is implied has one source. */
export function sourcesOf(path: Path, view: View): readonly Source[] {
  if (path.length === 1 && path[0] === 'name') return nameSources(view)
  const { project, show } = view
  const final = nodeAt(project.tree, path)
  const sources = view.settingsOf(path).map((setting) => sourceOf(filled(setting, final), path, show))
  if (sources.some(({ wins }) => wins)) return sources
  if (final !== undefined && path.some((step) => typeof step === 'number')) return [listed(final, path, show)]
  const value = valueOf(path, view)
  if (value === undefined) return sources
  const implied: Source = {
    kind: 'implied',
    value: show(path, textOf(value)),
    wins: true,
    why: whyImplied(path, view),
  }
  return [implied, ...sources]
}

/** A key without value (`TOKEN:`) has the one that the load found for it. */
function filled(setting: Setting, final: Node | undefined): Setting {
  return setting.wins && isNull(setting.node) && final !== undefined ? { ...setting, node: final } : setting
}

/** Items of lists have no path of their own in the files that they come from, but they know their place. */
function listed(node: Node, path: Path, show: Show): Source {
  return sourceOf({ kind: 'file', node, wins: true, why: 'an item of a list: files add to it' }, path, show)
}

function sourceOf({ kind, node, by, wins, why }: Setting, path: Path, show: Show): Source {
  const written = variableVia(node.at)?.raw ?? shortForm(node)
  return {
    kind,
    at: node.at,
    ...(by === undefined ? {} : { by }),
    value: isNull(node) ? 'null' : show(path, textOf(plainOf(node))),
    ...(written === undefined || written === '' ? {} : { written: show(path, written) }),
    wins,
    why,
  }
}

/** What stands in the file for a mapping that was written as one text (`8080:80`). */
function shortForm(node: Node): string | undefined {
  if (node.kind !== 'map') return undefined
  const { file, start, end } = node.at
  const written = file.text.slice(start, end)
  return /^(["']?)[^\s{["'][^\n]*\1$/.test(written) && isOnePlace(node, node)
    ? written.replace(/^(["'])(.*)\1$/, '$2')
    : undefined
}

/** Whether a whole tree stands at one place of a file, because a short form or a default made it. */
export function isOnePlace(node: Node, whole: Node): boolean {
  if (!samePlace(node.at, whole.at)) return false
  if (node.kind === 'scalar') return true
  if (node.kind === 'seq') return node.items.every((item) => isOnePlace(item, whole))
  return [...node.entries.values()].every((entry) => isOnePlace(entry.node, whole))
}

/** The project's name has sources that no other value has (COMPOSE.md: environment variables). */
function nameSources({ project, trace, projectName, shell, settingsOf }: View): readonly Source[] {
  const show: Show = (_, text) => text
  const files = settingsOf(['name']).map((it) => sourceOf(it, ['name'], show))
  const variable = variableSource('COMPOSE_PROJECT_NAME', { project, trace, shell }).candidates
  const all: readonly Omit<Source, 'wins' | 'why'>[] = [
    ...(projectName === undefined ? [] : [{ kind: 'flag' as const, value: projectName }]),
    ...variable.filter(({ source }) => source !== 'muster').map(({ source, ...it }) => ({ kind: source, ...it })),
    ...files,
    { kind: 'folder' as const, value: basename(project.directory) },
  ]
  return all.map((it, index) => ({
    ...it,
    wins: index === 0,
    why: index === 0 ? 'the first that is set counts' : 'not needed',
  }))
}

/** Explains a variable: what sets it and what it becomes where it is used. */
export function explainVariable(
  name: string,
  view: View,
): ExplainedVariable & { readonly uses: readonly ExplainedUse[]; readonly environments: readonly ExplainedValue[] } {
  const uses = usesOf(name, view)
  return {
    ...shownVariable(variableSource(name, view), view.show),
    uses: uses.map((use) => explainedUse(use, name, view)),
    environments: environmentsWith(name, view).map((path) => explainValue(path, view)),
  }
}

function explainedUse({ path, at, raw }: Use, name: string, view: View): ExplainedUse {
  const { value = '' } = variableSource(name, view, { at, raw })
  return { path: pathText(path), at, written: view.show(path, raw), value: view.show(name, value) }
}

/** A variable with its values as they may be shown. */
export function shownVariable({ name, value, candidates }: VariableSource, show: Show): ExplainedVariable {
  return {
    name,
    ...(value === undefined ? {} : { value: show(name, value) }),
    sources: candidates.map(({ source, ...it }) => ({ ...it, kind: source, value: show(name, it.value) })),
  }
}

function distinct(variables: readonly VariableSource[]): readonly VariableSource[] {
  return [...new Map(variables.map((it) => [it.name, it])).values()]
}

/** The services in whose environment a variable of this name is. */
export function environmentsWith(name: string, { project }: View): readonly Path[] {
  const services = nodeAt(project.tree, ['services'])
  const names = services?.kind === 'map' ? [...services.entries.keys()] : []
  const paths = names.map((service): Path => ['services', service, 'environment', name])
  return paths.filter((path) => nodeAt(project.tree, path) !== undefined)
}
