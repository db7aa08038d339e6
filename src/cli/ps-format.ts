import type { ContainerSummary } from '../api/ps.ts'
import { formatTable } from '../render/table.ts'
import { plainText } from '../render/visible.ts'
import { fillTemplate, parseTemplate, type Source } from './go-template.ts'
import { columns, type Cut, type Row, rowOf } from './ps-row.ts'

const headers: Readonly<Record<string, string>> = {
  CreatedAt: 'CREATED AT',
  ExitCode: 'EXIT CODE',
  ID: 'CONTAINER ID',
  LocalVolumes: 'LOCAL VOLUMES',
  RunningFor: 'CREATED',
}
const standard = ['Name', 'Image', 'Command', 'Service', 'RunningFor', 'Status', 'Ports']

/** The text of `ps --format`: `table`, `table TEMPLATE`, `json` (one object a line) or a template. Throws UsageError. */
export function formatPs(containers: readonly ContainerSummary[], format: string, cut: Cut): string {
  const rows = containers.map((container) => rowOf(container, cut))
  if (format === 'json') return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  if (format === '' || format === 'table') return table(rows, standard)
  const template = parseTemplate(format.replace(/^table\s+/, ''))
  const lines = containers.map((container, i) => safe(fillTemplate(template, source(rows[i] ?? {}, container))))
  if (!format.startsWith('table')) return lines.map((line) => `${line}\n`).join('')
  const title = fillTemplate(template, {
    fields: Object.fromEntries(columns.map((column) => [column, headerOf(column)])),
    label: (key) => headerOf(key.split('.').at(-1) ?? key),
  })
  return formatTable(
    title.split('\t'),
    lines.map((line) => line.split('\t')),
  )
}

function source(fields: Row, { labels }: ContainerSummary): Source {
  return { fields, label: (key) => labels.get(key) ?? '' }
}

function table(rows: readonly Row[], chosen: readonly string[]): string {
  return formatTable(
    chosen.map(headerOf),
    rows.map((row) => chosen.map((column) => safe(shown(row[column])))),
  )
}

function headerOf(column: string): string {
  return headers[column] ?? column.toUpperCase()
}

/** The columns of tables are texts and numbers. */
function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value ?? '')
}

/** Labels and commands are foreign text (S9); tabs and line ends come from the template. */
function safe(text: string): string {
  return text.split('\n').map(plainText).join('\n')
}
