import { type Attribute, extend } from './attribute.ts'
import { child, mapping, type Node, text, truth, withEntry } from '../source/node.ts'
import { oneOrMany, unique } from './list.ts'
import { choice, scalarText, string } from './scalars.ts'
import { record, type RecordValue } from './record.ts'
import { hostPath } from './path.ts'
import { listOf } from './list-of.ts'

const fields = {
  path: hostPath() as Attribute<string>,
  required: choice() as Attribute<boolean>,
  format: string() as Attribute<string>,
}

/** A file of variables: `format: raw` is read as `docker run --env-file` does, anything else as dotenv. */
export type EnvFile = RecordValue<typeof fields>

const longForm: Attribute<EnvFile> = record(fields)

const envFileItem: Attribute<EnvFile> = extend(longForm, {
  canonical: (node, scope) => longForm.canonical(withRequired(node), scope),
  // Seen in the hashes of 2.40.3: a required file is its path alone, whatever its format.
  print: (value, form) => (value.required === false ? longForm.print(value, form) : (value.path ?? '')),
})

/** Files whose variables join `environment`, which beats them; of paths that are spelled the same the last entry counts. */
export const envFile: Attribute<readonly EnvFile[]> = unique(oneOrMany(listOf(envFileItem)), pathOf)

function withRequired(node: Node): Node {
  const long = node.kind === 'scalar' ? mapping([['path', text(scalarText(node), node.at)]], node.at) : node
  if (long.kind !== 'map' || long.entries.has('required')) return long
  return withEntry(long, 'required', truth(true, long.at))
}

function pathOf(item: Node): string {
  const path = child(item, 'path')
  return path?.kind === 'scalar' ? (path.spelled ?? scalarText(path)) : ''
}
