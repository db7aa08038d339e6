import {
  environmentsWith,
  type ExplainedUse,
  type ExplainedValue,
  type ExplainedVariable,
  explainValue,
  explainVariable,
} from '../explain/explain.ts'
import { findPath, nearestPath } from '../explain/find-path.ts'
import { type Leaf, leavesOf } from '../explain/leaves.ts'
import { usedNames } from '../explain/variables.ts'
import { type View, viewOf } from '../explain/view.ts'
import { load } from '../load/load.ts'
import type { LoadOptions, LoadWorld } from '../load/options.ts'
import { createTrace } from '../load/trace.ts'
import { looksLikeCode } from '../source/codes.ts'
import { type Diagnostic, toldOf } from '../source/diagnostic.ts'
import { nodeAt, type Path } from '../source/node.ts'
import { pathText } from '../source/path-text.ts'
import { suggest } from '../source/suggest.ts'

/** Where a value, everything in a section, or a variable comes from. Values are as they may be shown. */
export type Explanation =
  | ({ readonly kind: 'value' } & ExplainedValue)
  | { readonly kind: 'section'; readonly path: string; readonly leaves: readonly Leaf[] }
  | ({
      readonly kind: 'variable'
      readonly uses: readonly ExplainedUse[]
      readonly environments: readonly ExplainedValue[]
    } & ExplainedVariable)

/** An explanation, and the warnings of the load. */
export interface Explained {
  readonly explanation: Explanation
  readonly warnings: readonly Diagnostic[]
}

/**
 * Explains a path of the model (`services.web.environment.DB_URL`, `services.web`) or a variable (`TAG`, `$TAG`).
 * Throws a ComposeError for mistakes in files, and an Error with a fix for what is neither.
 */
export async function explain(asked: string, options: LoadOptions, world: LoadWorld): Promise<Explained> {
  const trace = createTrace()
  const services = /^services\.([^.]+)/.exec(asked)?.slice(1) ?? []
  const project = await load({ ...options, services, trace }, world)
  const { projectName } = options
  const view = viewOf({ project, trace, shell: world.env, ...(projectName === undefined ? {} : { projectName }) })
  return { explanation: explanationOf(asked, view), warnings: toldOf(project.warnings) }
}

function explanationOf(asked: string, view: View): Explanation {
  const variable = /^\$\{?(\w+)\}?$/.exec(asked)?.[1]
  const path = variable === undefined ? pathOf(asked, view) : undefined
  if (path === undefined) {
    const name = variable ?? asked
    if (isKnown(name, view)) return { kind: 'variable', ...explainVariable(name, view) }
    throw unknown(asked, view)
  }
  const leaves = leavesOf(path, view)
  const [only] = leaves
  if (leaves.length === 1 && only?.path === pathText(path)) return { kind: 'value', ...explainValue(path, view) }
  return { kind: 'section', path: pathText(path), leaves }
}

/** In the model, in what `config` shows beyond it, or in a layer that something has removed. */
function pathOf(asked: string, { project, printed, trace }: View): Path | undefined {
  const inModel = findPath(asked, project.tree) ?? findPath(asked, printed)
  if (inModel !== undefined) return inModel
  for (const { path, tree } of trace.layers) {
    const lead = pathText(path)
    const rest = path.length === 0 ? asked : asked.startsWith(`${lead}.`) ? asked.slice(lead.length + 1) : undefined
    const found = rest === undefined ? undefined : findPath(rest, tree)
    if (found !== undefined && nodeAt(tree, found) !== undefined) return [...path, ...found]
  }
  return undefined
}

function isKnown(name: string, view: View): boolean {
  const isSet = view.shell.has(name) || view.trace.envFiles.some(({ values }) => values.has(name))
  return isSet || usedNames(view).has(name) || environmentsWith(name, view).length > 0
}

function unknown(asked: string, view: View): Error & { readonly fix: string } {
  const message = `${JSON.stringify(asked)} is not ${looksLikeCode(asked) ? 'a code, ' : ''}a path of the model or a variable`
  return Object.assign(new Error(message), { fix: remedy(asked, view) })
}

function remedy(asked: string, view: View): string {
  if (looksLikeCode(asked)) return '`muster explain codes` lists the codes'
  if (findPath(`services.${asked}`, view.project.tree) !== undefined) return `did you mean \`services.${asked}\`?`
  const { known, next } = nearestPath(asked, view.project.tree)
  const wrong = asked.slice(known.length).replace(/^[.[]/, '').split(/[.[]/, 1)[0] ?? ''
  const names = known === '' ? [...next, ...variableNames(view), ...view.project.services.keys()] : next
  const near = suggest(wrong, names)
  if (near === undefined) {
    const list = next.slice(0, 10).join(', ')
    return list === '' ? `${known} holds one value: explain that` : `below ${known || 'the top'} there is: ${list}`
  }
  const isService = known === '' && view.project.services.has(near)
  const meant = [known, isService ? `services.${near}` : near].filter((part) => part !== '').join('.')
  const rest = asked.slice(known.length).replace(/^[.[]/, '').slice(wrong.length)
  const whole = findPath(meant + rest, view.project.tree) === undefined ? meant : meant + rest
  return `did you mean \`${whole}\`?`
}

function variableNames(view: View): readonly string[] {
  const inFiles = view.trace.envFiles.flatMap(({ values }) => [...values.keys()])
  const services = [...view.project.services.values(), ...view.project.disabled.values()]
  return [...usedNames(view), ...inFiles, ...services.flatMap(({ environment }) => [...(environment?.keys() ?? [])])]
}
