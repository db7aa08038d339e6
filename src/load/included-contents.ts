import { scalarText } from '../attributes/kinds/scalars.ts'
import { includedContent, type Store } from '../model/content.ts'
import { child, type Mapping } from '../source/node.ts'
import type { Reading } from './context.ts'

const stores: readonly Store[] = ['configs', 'secrets']

/**
 * Notes the contents that the variables of an included project give to its configs and secrets: nobody knows these
 * variables once it is part of the including one. What two projects give differently to the same one is a conflict, which is reported.
 */
export function noteContents(included: Mapping, { variables, contents, report }: Reading): void {
  for (const store of stores) {
    const entries = child(included, store)
    if (entries?.kind !== 'map') continue
    for (const [key, { keyAt, node }] of entries.entries) {
      const named = child(node, 'environment')
      if (named?.kind !== 'scalar') continue
      const variable = scalarText(named)
      const value = variables.get(variable)
      if (value === undefined) continue
      const id = includedContent(store, key, variable)
      const other = contents.get(id)
      if (other !== undefined && other !== value) {
        report.error('include-conflict', `${store}.${key} conflicts with imported resource`, {
          at: keyAt,
          notes: [{ message: `another included project has another value of ${variable}` }],
          fix: 'rename one of them, or set the variable in the shell or in the `.env` of the including project',
        })
      }
      contents.set(id, value)
    }
  }
}
