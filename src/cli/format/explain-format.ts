import type { Explanation } from '../../api/explain.ts'
import { plainText } from '../../render/visible.ts'
import { lineColumn } from '../../source/file.ts'
import { placeText } from '../../source/frame.ts'
import type { Origin } from '../../source/node.ts'

type Value = Omit<Extract<Explanation, { kind: 'value' }>, 'kind'>
type Source = Value['sources'][number]
type Variable = Value['variables'][number]
type Section = Extract<Explanation, { kind: 'section' }>
type Leaf = Section['leaves'][number]

const widest = 48

/** An explanation for people; the source that wins has a `*`. */
export function explanationText(explanation: Explanation, cwd: string): string {
  switch (explanation.kind) {
    case 'value':
      return valueText(explanation, cwd)
    case 'section':
      return sectionText(explanation, cwd)
    case 'variable':
      return [
        variableText(explanation, cwd),
        usesText(explanation, cwd),
        ...explanation.environments.map((value) => valueText(value, cwd)),
      ]
        .filter((part) => part !== '')
        .join('\n')
  }
}

function valueText({ path, value, sources, variables }: Value, cwd: string): string {
  const title = value === undefined ? `${line(path)} is not in the model` : `${line(path)}: ${line(value)}`
  const blocks = [`${title}\n${sourcesText(sources, cwd)}`, ...variables.map((it) => variableText(it, cwd))]
  return blocks.join('\n')
}

function variableText({ name, value, sources }: Variable, cwd: string): string {
  if (sources.length === 0) return `$${name} is not set\n`
  return `$${name}${value === undefined ? ' is not set' : `: ${line(value)}`}\n${sourcesText(sources, cwd)}`
}

function usesText({ uses, environments, sources }: Extract<Explanation, { kind: 'variable' }>, cwd: string): string {
  if (uses.length === 0) return environments.length > 0 ? '' : 'no file of the project uses it\n'
  const rows = uses.map(({ path, at, written, value }) => [
    placeText(at, { cwd }),
    line(path),
    line(written),
    `= ${line(value)}`,
    ...(sources.length === 0 && /\$\{\w+:?-/.test(written) ? ['its default'] : []),
  ])
  return `used at\n${columns(rows)}`
}

function sourcesText(sources: readonly Source[], cwd: string): string {
  return columns(
    sources.map((source) => [
      `${source.wins ? '*' : ' '} ${placeOf(source, cwd)}`,
      line(bothForms(source)),
      source.why,
      origin(source, cwd),
    ]),
  )
}

function bothForms({ value, written = value }: Source): string {
  return written === value || value.startsWith('{') ? written : `${written} = ${value}`
}

/** Where it is written, or who says it. */
function placeOf({ kind, at }: Source, cwd: string): string {
  const place = at === undefined ? '' : placeText(at, { cwd })
  switch (kind) {
    case 'shell':
      return 'the shell'
    case 'flag':
      return '--project-name'
    case 'folder':
      return "the project's folder"
    case 'implied':
    case 'muster':
      return 'implied'
    case 'default':
    case 'alternate':
      return `${kind} in ${place}`
    case 'file':
    case 'included':
    case 'extended':
    case 'env_file':
    case 'label_file':
    case 'env-file':
    case 'include-env-file':
      return place
  }
}

function origin({ kind, by }: Source, cwd: string): string {
  if (by === undefined) return ''
  const word = kind === 'extended' ? 'extended' : kind === 'included' ? 'included' : 'named'
  return `${word} at ${placeText(by, { cwd })}`
}

function sectionText({ path, leaves }: Section, cwd: string): string {
  const rows = leaves.map((leaf) => {
    const inner = leaf.path.startsWith(path) ? leaf.path.slice(path.length).replace(/^\./, '') : leaf.path
    return [`  ${line(inner)}`, cut(shortValue(leaf)), ...leafPlace(leaf, cwd)]
  })
  return `${path === '' ? 'the whole model' : line(path)}\n${columns(rows)}`
}

function shortValue({ value, source }: Leaf): string {
  if (value === undefined) return '(removed)'
  return line(value.startsWith('{') ? (source?.written ?? value) : value)
}

function leafPlace({ source, over, variables }: Leaf, cwd: string): readonly [string, string] {
  const place = source === undefined ? '' : placeOf(source, cwd)
  const others = over.map((it) => placeOf(it, cwd))
  const notes = [
    ...(source?.kind === 'implied' ? [source.why] : []),
    ...variables.map((it) => `$${it.name} from ${variablePlace(it, cwd)}`),
    ...overText(source, others),
    ...(source === undefined ? [] : [origin(source, cwd)]),
  ]
  return [place, notes.filter((note) => note !== '').join('; ')]
}

function overText(source: Source | undefined, others: readonly string[]): readonly string[] {
  const [first, ...rest] = others
  if (first === undefined) return []
  if (source !== undefined) return [`over ${others.join(', ')}`]
  return [`removed at ${first}`, ...(rest.length === 0 ? [] : [`was ${rest.join(', ')}`])]
}

function variablePlace({ sources }: Variable, cwd: string): string {
  const first = sources.find(({ wins }) => wins)
  if (first === undefined) return 'nowhere'
  return first.kind === 'default' || first.kind === 'alternate' ? `its ${first.kind}` : placeOf(first, cwd)
}

function cut(text: string): string {
  return text.length > widest ? `${text.slice(0, widest - 1)}…` : text
}

function line(text: string): string {
  return plainText(text.replaceAll('\n', String.raw`\n`))
}

/** Rows with aligned cells; a cell that is too wide pushes only its own row. */
function columns(rows: readonly (readonly string[])[]): string {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, column) =>
    Math.max(0, ...rows.map((row) => row[column] ?? '').map(({ length }) => (length > widest ? 0 : length))),
  )
  const padded = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return padded.map((row) => `${row.trimEnd()}\n`).join('')
}

/** An explanation for programs: the same facts, each place as file, line and column. */
export function explanationJson(explanation: Explanation): string {
  const spell = (_: string, value: unknown): unknown => (isOrigin(value) ? placeData(value) : value)
  return `${JSON.stringify(explanation, spell, 2)}\n`
}

function placeData(at: Origin): object {
  return { file: at.file.path, ...lineColumn(at.file, at.start) }
}

function isOrigin(value: unknown): value is Origin {
  return typeof value === 'object' && value !== null && 'file' in value && 'start' in value && 'end' in value
}
