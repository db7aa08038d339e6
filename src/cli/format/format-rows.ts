import { tabulate } from '../../render/tabulate.ts'
import { plainLines } from '../../render/visible.ts'
import { fillHeader, fillTemplate, parseTemplate, type Struct, struct } from './go-template.ts'

/** What a list looks like by default. */
export interface RowFormat {
  /** The template of `table`, with tabs between the columns. */
  readonly table: string
  /** The template of `raw`, where there is one. */
  readonly raw?: string
  /** Names of columns; the others are the field in capitals. */
  readonly headers: Readonly<Record<string, string>>
  /** Every field that a template may name. */
  readonly columns: readonly string[]
}

/**
 * Rows as docker's formatter prints them: `table`, `table TEMPLATE`, `json` (one object a line) or a template for each.
 * Throws UsageError for a template that Go would refuse.
 */
export function formatRows(rows: readonly Struct[], format: string, look: RowFormat): string {
  const [kind, text] = templateOf(format, look)
  const template = parseTemplate(text)
  const lines = rows.map((row) => `${fillTemplate(template, row)}\n`).join('')
  if (kind === 'json') return lines
  if (kind === 'rows') return plainLines(lines)
  return tabulate(plainLines(`${fillHeader(template, headerOf(look))}\n${lines}`))
}

function templateOf(format: string, { table, raw }: RowFormat): readonly ['table' | 'rows' | 'json', string] {
  if (format === '' || format === 'table') return ['table', table]
  if (format === 'json') return ['json', '{{json .}}']
  if (format === 'raw' && raw !== undefined) return ['rows', raw]
  if (format.startsWith('table')) return ['table', trimmed(format.slice('table'.length))]
  return ['rows', trimmed(format)]
}

function trimmed(text: string): string {
  return text.replace(/^ +| +$/g, '')
}

function headerOf({ headers, columns }: RowFormat): Struct {
  return struct({
    fields: Object.fromEntries(columns.map((column) => [column, headers[column] ?? column.toUpperCase()])),
    methods: { Label: (key = '') => (key.split('.').at(-1) ?? key).replaceAll(/[-_]/g, ' ') },
  })
}
