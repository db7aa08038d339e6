import { createReport } from '../source/diagnostic.ts'
import { lineColumn, sourceFile } from '../source/file.ts'
import { placeText } from '../source/frame.ts'
import { type Node, nodeAt, type Origin, type Path } from '../source/node.ts'
import { parseYaml } from '../source/parse.ts'
import { type Source, sourcesOf } from './explain.ts'
import { whyImplied } from './implied.ts'
import { variablesOf } from './variables.ts'
import type { View } from './view.ts'

/** Comments begin at the same column, but lines that are longer than this push only their own. */
const widest = 64

/**
 * The text of `config` with a comment at the end of each line that says where the line comes from, which variables are
 * in it and what it replaces. No comment holds a value. What is parsed from the text stays the same.
 */
export function annotated(text: string, view: View, cwd: string): string {
  const lines = text.split('\n')
  const comments = new Map<number, string>()
  const [document] = parseYaml(sourceFile('-', text), createReport())
  if (document === undefined) return text
  for (const [line, path] of pathsByLine(document)) {
    const comment = commentOf(path, view, cwd)
    if (comment !== '') comments.set(line, comment)
  }
  const width = Math.max(
    0,
    ...[...comments.keys()].map((line) => lines[line - 1]?.length ?? 0).filter((it) => it <= widest),
  )
  return lines
    .map((line, index) => {
      const comment = comments.get(index + 1)
      return comment === undefined ? line : `${line.padEnd(width)}  # ${comment}`
    })
    .join('\n')
}

/** The innermost path that each line holds. The text of a block scalar takes no comment, its header does. */
function pathsByLine(document: Node): ReadonlyMap<number, Path> {
  const paths = new Map<number, Path>()
  const visit = (node: Node, path: Path): void => {
    if (node.kind === 'map') {
      for (const [key, entry] of node.entries) {
        const inner = [...path, key.replaceAll('$$', '$')]
        paths.set(lineAt(entry.keyAt), inner)
        if (isLong(entry.keyAt)) paths.delete(lineAt(entry.keyAt))
        visit(entry.node, inner)
      }
    } else if (node.kind === 'seq') {
      node.items.forEach((item, index) => {
        paths.set(lineOf(item), [...path, index])
        visit(item, [...path, index])
      })
    } else if (path.length > 0) paths.set(lineOf(node), path)
  }
  visit(document, [])
  return paths
}

/** A quoted scalar takes its comment where it ends. */
function lineOf({ at }: Node): number {
  return lineAt(/^[|>]/.test(at.file.text[at.start] ?? '') ? at : { ...at, start: Math.max(at.start, at.end - 1) })
}

function lineAt(at: Origin): number {
  return lineColumn(at.file, at.start).line
}

/** A key over several lines. */
function isLong({ file, start, end }: Origin): boolean {
  return file.text.slice(start, end).includes('\n')
}

function commentOf(path: Path, view: View, cwd: string): string {
  const node = nodeAt(view.project.tree, path)
  const sources = node === undefined || node.kind === 'scalar' ? sourcesOf(path, view) : []
  const source = sources.find(({ wins }) => wins)
  if (source !== undefined) return sourceComment(source, { sources, view, cwd })
  if (view.settingsOf(path).length === 0) return `implied: ${whyImplied(path, view)}`
  const at = keyOrigin(path, view)
  return at === undefined ? '' : placeText(at, { cwd })
}

function sourceComment(
  { kind, at, by, why }: Source,
  { sources, view, cwd }: { readonly sources: readonly Source[]; readonly view: View; readonly cwd: string },
): string {
  const place = (origin: Origin | undefined): string => (origin === undefined ? '' : placeText(origin, { cwd }))
  const names = at === undefined ? [] : variablesOf(at, view)
  const variables = names.map(({ name, candidates }) => {
    const first = candidates.find(({ wins }) => wins)
    return `$${name} from ${first === undefined ? 'nowhere' : candidatePlace(first, place)}`
  })
  const beaten = sources.filter(({ wins, at: other }) => !wins && other !== undefined).map((it) => place(it.at))
  const origin = at === undefined ? (words.get(kind) ?? `implied: ${why}`) : place(at)
  return [
    origin,
    ...variables,
    ...(beaten.length === 0 ? [] : [`over ${beaten.join(', ')}`]),
    ...(by === undefined ? [] : [`${verbs.get(kind) ?? 'named'} at ${place(by)}`]),
  ].join('; ')
}

const words: ReadonlyMap<string, string> = new Map([
  ['flag', '--project-name'],
  ['folder', "the project's folder"],
  ['shell', 'COMPOSE_PROJECT_NAME of the shell'],
])

const verbs: ReadonlyMap<string, string> = new Map([
  ['extended', 'extended'],
  ['included', 'included'],
])

function candidatePlace(
  { source, at }: { readonly source: string; readonly at?: Origin },
  place: (origin: Origin | undefined) => string,
): string {
  if (source === 'default' || source === 'alternate') return `its ${source}`
  if (source === 'shell') return 'the shell'
  return at === undefined ? 'muster' : place(at)
}

/** The key of a mapping where there is one, else the value itself. */
function keyOrigin(path: Path, { project }: View): Origin | undefined {
  const holder = nodeAt(project.tree, path.slice(0, -1))
  const key = path.at(-1)
  const entry = holder?.kind === 'map' ? holder.entries.get(String(key)) : undefined
  return entry?.keyAt ?? nodeAt(project.tree, path)?.at
}
