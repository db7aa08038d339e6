import { child, mapping, type Node, text, truth, withEntry } from '../../source/node.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { listOf } from '../kinds/list-of.ts'
import { oneOrMany, unique } from '../kinds/list.ts'
import { hostPath } from '../kinds/path.ts'
import { record, type RecordValue } from '../kinds/record.ts'
import { choice, scalarText, string } from '../kinds/scalars.ts'

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
