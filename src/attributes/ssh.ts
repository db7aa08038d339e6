import { type Attribute, attribute } from './attribute.ts'
import { options, toMapping } from './dictionary.ts'
import { resolvePath, rewrite } from './path.ts'
import { eachEntry } from './named-map.ts'

/**
 * Keys and agents that a build may use: `default`, or `id=path`. The path is empty for the user's own agent.
 * docker compose 2.40.3 cannot print one with a path as JSON (quirk 2); muster prints it as in YAML.
 */
export const ssh: Attribute<ReadonlyMap<string, string>> = attribute<ReadonlyMap<string, string>>({
  canonical: (node, scope) => eachEntry(toMapping(node), scope, (value) => rewrite(value, scope, resolvePath)),
  parse: (node, scope) => options().parse(node, scope),
  print: (value) => [...value].map(([id, path]) => (path === '' ? id : `${id}: ${path}`)),
})
