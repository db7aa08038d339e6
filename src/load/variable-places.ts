import type { Diagnostic, Note } from '../source/diagnostic.ts'
import { lineColumn, type SourceFile, sourceFile } from '../source/file.ts'
import type { Origin } from '../source/node.ts'
import { dotenvPlaces } from './dotenv.ts'
import type { LoadWorld } from './options.ts'

/** Which env file sets a variable; `several` when included projects have their own. Filled while they are read. */
export type VariableFiles = Map<string, SourceFile | 'several'>

/** The line of an env file that sets a variable, kept without its value: who sees the place must not see that. */
export function placeOfVariable(name: string, files: VariableFiles): Origin | undefined {
  const file = files.get(name)
  if (file === undefined || file === 'several') return undefined
  const at = dotenvPlaces(file).get(name)
  if (at === undefined) return undefined
  const { line, column } = lineColumn(at.file, at.start)
  const before = at.file.text.slice(at.start - column + 1, at.start)
  const hidden = sourceFile(at.file.path, `${'\n'.repeat(line - 1)}${before}${name}=***`)
  const start = line - 1 + before.length
  return { file: hidden, start, end: start + name.length }
}

/** What is known about variables. */
interface Known {
  readonly variables: ReadonlyMap<string, string>
  readonly variableFiles: VariableFiles
  readonly world: Pick<LoadWorld, 'env' | 'shell'>
}

/** The diagnostic with notes that say where the variables got the values that it is about. */
export function withVariablePlaces(it: Diagnostic, by: Known): Diagnostic {
  const via = it.at?.via
  if (via?.kind !== 'variable') return it
  const notes = via.names.flatMap((name): Note[] => {
    if ((by.world.shell ?? by.world.env).has(name)) return [{ message: `${name} is set in the shell` }]
    if (isUnset(name, by)) return [{ message: `${name} is not set` }]
    const at = placeOfVariable(name, by.variableFiles)
    return at === undefined ? [] : [{ message: `${name} is set here`, at }]
  })
  const empty = via.names.filter((name) => isUnset(name, by) && isBare(name, via.raw))
  const fix = empty.length === 0 ? it.fix : withValues(empty, it.fix)
  return { ...it, notes: [...it.notes, ...notes], ...(fix === undefined ? {} : { fix }) }
}

function isUnset(name: string, { variables, variableFiles }: Known): boolean {
  return !variables.has(name) && !variableFiles.has(name)
}

/** Whether a text takes a variable as it is, without a default. */
function isBare(name: string, raw: string): boolean {
  return raw.includes(`\${${name}}`) || new RegExp(`\\$${name}(?!\\w)`).test(raw)
}

/** What is missing is the value of a variable; how a good one looks is said besides. */
function withValues(names: readonly string[], fix: string | undefined): string {
  const set = `set ${names.join(' and ')} in the shell, in .env or with --env-file`
  return fix?.startsWith('write ') ? `${set}, or ${fix}` : set
}
