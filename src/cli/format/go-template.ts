import { evaluate } from './go-template/evaluate.ts'
import { functions, headerFunctions } from './go-template/functions.ts'
import { parse } from './go-template/parse.ts'
import { type Struct, struct } from './go-template/struct.ts'
import type { Template } from './go-template/syntax.ts'

export { type Struct, struct, type Template }

/**
 * Parses a `--format` template as docker does: Go's text/template with docker's functions; `\t` and `\n` count in the text.
 * `{{define}}`, `{{template}}` and `{{block}}` are refused by name. Throws UsageError.
 */
export function parseTemplate(text: string): Template {
  return parse(text.replaceAll('\\t', '\t').replaceAll('\\n', '\n'))
}

/** The text for one row. Throws UsageError for a field that does not exist. */
export function fillTemplate(template: Template, row: Struct): string {
  return evaluate(template, row, { functions })
}

/** The text for the header of a table: functions leave the names of columns as they are, as in docker. */
export function fillHeader(template: Template, header: Struct): string {
  return evaluate(template, header, { functions: headerFunctions })
}
