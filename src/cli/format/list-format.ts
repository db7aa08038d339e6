import { type Columns, tabulate } from '../../render/tabulate.ts'
import { plainText } from '../../render/visible.ts'
import { UsageError } from '../usage-error.ts'

/** `table` or `json`: the forms of lists that take no templates. */
export type ListFormat = 'table' | 'json'

/** Reads `--format` of `ls`, `images` and the like in docker compose's words (2.40.3). Throws UsageError. */
export function readListFormat(format: string | undefined): ListFormat {
  if (format === undefined || format === '' || format === 'table' || format === 'pretty') return 'table'
  if (format === 'json') return 'json'
  throw new UsageError(
    `format value ${JSON.stringify(format)} could not be parsed: parsing failed`,
    'use `table` or `json`',
  )
}

/** docker compose's own tables, other than those of docker's formatter. */
const wide: Columns = { least: 20, gap: 3 }

/** Rows under a header. Cells are foreign text. */
export function listTable(rows: readonly (readonly string[])[], columns: Columns = wide): string {
  return rows.length === 0 ? '' : tabulate(rows.map((row) => `${row.map(plainText).join('\t')}\n`).join(''), columns)
}
