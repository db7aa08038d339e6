import type { Plain } from '../plain.ts'
import { type Node, nodeAt, type Path } from '../source/node.ts'
import { pathText } from '../source/path-text.ts'
import {
  type ExplainedVariable,
  isOnePlace,
  shownVariable,
  type Source,
  sourcesOf,
  textOf,
  valueOf,
} from './explain.ts'
import { lostPaths } from './settings.ts'
import { variablesOf } from './variables.ts'
import { valueAt, type View } from './view.ts'

/** One value of a section, in short. */
export interface Leaf {
  /** Whole path. */
  readonly path: string
  /** Undefined for what was removed again. */
  readonly value?: string
  /** What sets it; undefined for what was removed again. */
  readonly source?: Source
  /** The other layers that set it, the strongest first. */
  readonly over: readonly Source[]
  /** The variables in it, each with what sets it. */
  readonly variables: readonly ExplainedVariable[]
}

/** A section's values, in the order of `config`, and then those that a layer sets and another one removes. */
export function leavesOf(path: Path, view: View): readonly Leaf[] {
  const { tree } = view.project
  const printed = valueAt(view.printed, path)
  const kept = printed === undefined ? [] : leafPaths(printed, path, tree)
  const lost = lostPaths(path, view.trace, tree).filter(([, , key]) => !consumed.has(key ?? ''))
  return [...kept.map((leaf) => explained(leaf, view)), ...lost.map((leaf) => removed(leaf, view))]
}

/** Keys whose work is done when the project is loaded: they are in no model. */
const consumed: ReadonlySet<string | number> = new Set(['env_file', 'extends'])

/** A value that short forms wrote in one place is one leaf. */
function leafPaths(value: Plain, path: Path, tree: Node): readonly Path[] {
  const node = nodeAt(tree, path)
  const inner = innerOf(value)
  if (inner.length === 0 || (node !== undefined && mayBeShort(path) && isOnePlace(node, node))) return [path]
  return inner.flatMap(([step, item]) => leafPaths(item, [...path, step], tree))
}

/** Sections, resources and what people fill with their own keys have no short form. */
function mayBeShort(path: Path): boolean {
  return path.length > 2 && !(path.length === 3 && /^(environment|labels|annotations)$/.test(String(path[2])))
}

function innerOf(value: Plain): readonly (readonly [string | number, Plain])[] {
  if (value === null || typeof value !== 'object') return []
  if (value instanceof Map) return [...(value as ReadonlyMap<string, Plain>)]
  if (Array.isArray(value)) return (value as readonly Plain[]).map((item, index) => [index, item] as const)
  return Object.entries(value as Readonly<Record<string, Plain>>)
}

function explained(path: Path, view: View): Leaf {
  const sources = sourcesOf(path, view)
  const source = sources.find(({ wins }) => wins)
  const variables = source?.at === undefined ? [] : variablesOf(source.at, view)
  return {
    path: pathText(path),
    value: shownValue(path, view),
    ...(source === undefined ? {} : { source }),
    over: sources.filter(({ wins }) => !wins),
    variables: variables.map((it) => shownVariable(it, view.show)),
  }
}

function shownValue(path: Path, view: View): string {
  const value = valueOf(path, view) ?? null
  return value === null ? 'null' : view.show(path, textOf(value))
}

function removed(path: Path, view: View): Leaf {
  return { path: pathText(path), over: sourcesOf(path, view), variables: [] }
}
