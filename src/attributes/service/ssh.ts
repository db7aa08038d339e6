import { type Node, text } from '../../source/node.ts'
import { type Attribute, attribute, inside } from '../kinds/attribute.ts'
import { options, toMapping } from '../kinds/dictionary.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { mergeNodes, reportMismatch } from '../kinds/merge-nodes.ts'
import { eachEntry } from '../kinds/named-map.ts'
import { resolvePath, rewrite } from '../kinds/path.ts'
import type { Scope } from '../kinds/scope.ts'

/**
 * Keys and agents that a build may use: `default`, or `id=path`. The path is empty for the user's own agent.
 * A list cannot be laid on what an earlier file gives (quirk 15).
 * docker compose 2.40.3 cannot print one with a path as JSON (quirk 2); muster prints it as in YAML.
 */
export const ssh: Attribute<ReadonlyMap<string, string>> = attribute<ReadonlyMap<string, string>>({
  canonical: (node, scope) => {
    return eachEntry(toMapping(node), scope, (value) => keyPath(value, scope))
  },
  merge: (base, over, scope) => {
    if (over.kind === 'map' && over.short) reportMismatch(base, over, scope)
    return mergeNodes(base, over, scope)
  },
  parse: (node, scope) => {
    reportPathless(node, scope)
    return options().parse(node, scope)
  },
  print: (value) => [...value].map(([id, path]) => (path === '' ? id : `${id}: ${path}`)),
})

/** Texts are paths, an empty one the project's folder; what YAML reads as a number or a truth value stays (2.40.3). */
function keyPath(value: Node, scope: Scope): Node {
  if (value.kind !== 'scalar' || value.type !== 'string') return value
  const empty = value.value === '' && scope.paths === 'resolve'
  return empty ? text(scope.directory, value.at) : rewrite(value, scope, resolvePath)
}

/** Only the user's own agent needs no path. */
function reportPathless(node: Node, scope: Scope): void {
  for (const [id, entry] of node.kind === 'map' ? node.entries : []) {
    if (id === 'default' || entry.node.kind !== 'scalar' || entry.node.value !== null) continue
    if (entry.keyAt !== entry.node.at) continue
    reportInvalid(entry.node, inside(scope, id), {
      be: '`default` or a name with its path',
      example: `${id || 'key'}=./id_ed25519`,
    })
  }
}
