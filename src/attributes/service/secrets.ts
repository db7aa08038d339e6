import { child, type Node, text, withEntry } from '../../source/node.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { listOf } from '../kinds/list-of.ts'
import { unique } from '../kinds/list.ts'
import { scalarText } from '../kinds/scalars.ts'
import { type FileReference, fileReference, provide, targetKey } from './file-reference.ts'

const folder = '/run/secrets'

/** A secret without target gets one below /run/secrets, which is printed and hashed; configs do not (quirk 18). */
const withTarget: Attribute<FileReference> = extend(fileReference, {
  canonical: (node, scope) => addTarget(fileReference.canonical(node, scope)),
})

/** Secrets that the container sees as files; one for each target, the last wins. */
export const secrets: Attribute<readonly FileReference[]> = extend(
  unique(listOf(withTarget), (item) => targetKey(item, folder)),
  {
    translate: (value, draft, to) => {
      const kind = { name: 'secret', folder: `${folder}/` } as const
      for (const one of value) provide(one, draft, { kind, file: to.secret(one.source ?? ''), to })
    },
  },
)

function addTarget(node: Node): Node {
  const source = child(node, 'source')
  if (node.kind !== 'map' || source?.kind !== 'scalar' || node.entries.has('target')) return node
  return withEntry(node, 'target', text(`${folder}/${scalarText(source)}`, source.at))
}
