import { isParts, parseTemplate, type Part, type Reference } from '../attributes/grammar/template.ts'
import type { EnvFile } from '../load/trace.ts'
import type { Node, Origin, Path, Via } from '../source/node.ts'
import { samePlace, type Subject } from './subject.ts'

/** Where a variable could take its value from. */
interface Candidate {
  readonly source: 'shell' | 'env-file' | 'include-env-file' | 'muster' | 'default' | 'alternate'
  readonly at?: Origin
  readonly value: string
  readonly wins: boolean
  readonly why: string
}

/** One variable at one place that uses it; without a place, as the project's files see it. */
export interface VariableSource {
  readonly name: string
  /** Undefined where nothing sets it. */
  readonly value?: string
  readonly candidates: readonly Candidate[]
}

/** A place that uses a variable. */
export interface Use {
  readonly path: Path
  readonly at: Origin
  /** The template as it is written. */
  readonly raw: string
}

/** The variables that were filled in where a value was written, each with everything that could have set it. */
export function variablesOf(at: Origin, subject: Subject): readonly VariableSource[] {
  const via = variableVia(at)
  if (via === undefined) return []
  return via.names.map((name) => variableSource(name, subject, { at, raw: via.raw }))
}

/** The template through which a value came, undefined where it stands as it is. */
export function variableVia({ via }: Origin): Extract<Via, { kind: 'variable' }> | undefined {
  return via?.kind === 'variable' ? via : undefined
}

/** Everything that could set a variable, the strongest first; with a use, also the use's own default. */
export function variableSource(
  name: string,
  subject: Subject,
  use?: { readonly at: Origin; readonly raw: string },
): VariableSource {
  const set = setters(name, subject, use?.at)
  const [first] = set
  const references = use === undefined ? [] : referencesTo(name, use.raw)
  const isSet = first !== undefined
  const candidates = set.map((candidate, index) => ({
    ...candidate,
    wins: index === 0,
    why: index === 0 ? whyFirst({ ...candidate, name }, set.length) : whyNot(candidate, set[0]),
  }))
  const fallbacks = references.flatMap((reference) => fallback(reference, first?.value, use?.at))
  const value = fallbacks.find(({ wins }) => wins)?.value ?? first?.value
  const taken = candidates.map((it) => (fallbacks.some(({ wins }) => wins) ? emptied(it) : it))
  return {
    name,
    candidates: [...taken, ...fallbacks],
    ...(value === undefined && !isSet ? {} : { value: value ?? '' }),
  }
}

type Setter = Omit<Candidate, 'wins' | 'why'>

function setters(name: string, { project, trace, shell }: Subject, at: Origin | undefined): readonly Setter[] {
  const own = strongestFirst(trace.envFiles.filter((file) => file.by === undefined))
  const included = trace.envFiles.filter((file) => file.by !== undefined && isFor(file, at)).toReversed()
  const files = own.flatMap((file) => valueIn(file, name, 'env-file'))
  const value = shell.get(name)
  // Before a project is read, COMPOSE_* of its `.env` is put beside the shell's.
  const fromFile = name.startsWith('COMPOSE_') && files.some((file) => file.value === value)
  const theirs = included.flatMap((file) => valueIn(file, name, 'include-env-file'))
  return [
    ...(value === undefined || fromFile ? [] : [{ source: 'shell' as const, value }]),
    ...files,
    ...(name === 'COMPOSE_PROJECT_NAME' ? [{ source: 'muster' as const, value: project.name }] : []),
    // An included project in the same folder reads the same `.env` again.
    ...theirs.filter((it) => !files.some((own) => samePlace(own.at, it.at))),
  ]
}

function strongestFirst(files: readonly EnvFile[]): readonly EnvFile[] {
  return files.toReversed().toSorted((a, b) => a.round - b.round)
}

function isFor({ by }: EnvFile, at: Origin | undefined): boolean {
  for (let via = at?.via; via !== undefined; via = via.kind === 'variable' ? via.before : via.at.via) {
    if (via.kind === 'include' && by !== undefined && via.at.file === by.file && via.at.start === by.start) return true
  }
  return at === undefined
}

function valueIn(file: EnvFile, name: string, source: 'env-file' | 'include-env-file'): readonly Setter[] {
  const found = file.values.get(name)
  return found === undefined ? [] : [{ source, ...found }]
}

function whyFirst({ source, name, at }: Setter & { readonly name: string }, count: number): string {
  const isSetAgain = at !== undefined && linesThatSet(name, at.file.text) > 1
  if (source === 'muster') return 'the name of the project'
  if (count === 1) return isSetAgain ? 'the last line that sets it' : 'the only place that sets it'
  return source === 'shell' ? 'the shell beats files' : 'the last file that sets it'
}

function linesThatSet(name: string, text: string): number {
  return text.split('\n').filter((line) => /^\ufeff?\s*(?:export\s+)?([^\s=:#]+)\s*[=:]/.exec(line)?.[1] === name)
    .length
}

function whyNot({ source }: Setter, first: Setter | undefined): string {
  if (source === 'muster') return 'only where nothing sets it'
  if (first?.source === 'shell') return 'the shell sets it, too'
  return source === 'include-env-file' ? 'the including project sets it, too' : 'a stronger file sets it, too'
}

function emptied(candidate: Candidate): Candidate {
  if (!candidate.wins) return candidate
  return {
    ...candidate,
    wins: false,
    why: candidate.value === '' ? 'it is empty' : 'it is set, which chooses the other text',
  }
}

function referencesTo(name: string, raw: string): readonly Reference[] {
  const parts = parseTemplate(raw)
  return isParts(parts) ? inside(parts).filter((part) => part.name === name) : []
}

function inside(parts: readonly Part[]): readonly Reference[] {
  return parts.flatMap((part) => (part.kind === 'text' ? [] : [part, ...inside(part.operand)]))
}

function fallback(
  { operator, raw }: Reference,
  value: string | undefined,
  at: Origin | undefined,
): readonly Candidate[] {
  const place = at === undefined ? {} : { at }
  const isThere = operator?.startsWith(':') ? value !== undefined && value !== '' : value !== undefined
  if (operator?.endsWith('-')) {
    const why = isThere ? 'it is set' : 'nothing else sets it'
    return [{ source: 'default', ...place, value: raw, wins: !isThere, why }]
  }
  if (operator?.endsWith('+')) {
    const why = isThere ? 'it is set' : 'it is not set'
    return [{ source: 'alternate', ...place, value: raw, wins: isThere, why }]
  }
  return []
}

/** Every place of the project that uses a variable, in the order of the files. */
export function usesOf(name: string, { trace }: Subject): readonly Use[] {
  const uses = new Map<string, Use>()
  for (const { tree, path } of trace.layers) collectUses(tree, path, { name, uses })
  return [...uses.values()]
}

/** The names of all variables that the project's files use. */
export function usedNames({ trace }: Subject): ReadonlySet<string> {
  const names = new Set<string>()
  for (const { tree } of trace.layers) collectNames(tree, names)
  return names
}

function collectUses(node: Node, path: Path, by: { readonly name: string; readonly uses: Map<string, Use> }): void {
  const via = variableVia(node.at)
  const key = `${node.at.file.path}:${node.at.start}`
  if ((via?.names.includes(by.name) || isBareKey(node, path, by.name)) && !by.uses.has(key)) {
    by.uses.set(key, { path, at: node.at, raw: via?.raw ?? by.name })
  }
  // What a short form says stands at one place: the outermost node is the one that people wrote.
  eachChild(node, (inner, step) => collectUses(inner, [...path, step], by))
}

/** `TOKEN:` in `environment` and in build arguments takes the value of the variable of that name. */
export function isBareKey(node: Node | undefined, path: Path, name: string): boolean {
  const isOpen = /^(environment|args)$/.test(String(path.at(-2))) && path.at(-1) === name
  return isOpen && node?.kind === 'scalar' && node.value === null
}

function collectNames(node: Node, names: Set<string>): void {
  eachChild(node, (inner) => collectNames(inner, names))
  for (const name of variableVia(node.at)?.names ?? []) names.add(name)
}

function eachChild(node: Node, visit: (inner: Node, step: string | number) => void): void {
  if (node.kind === 'seq') node.items.forEach((item, index) => visit(item, index))
  if (node.kind === 'map') node.entries.forEach((entry, key) => visit(entry.node, key))
}
