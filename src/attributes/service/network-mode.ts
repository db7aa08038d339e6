import type { Node } from '../../source/node.ts'
import { distance, suggest } from '../../source/suggest.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { warnNoEffect } from '../kinds/invalid.ts'
import { string } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'
import { sharedService } from './namespace-mode.ts'

const modes: readonly string[] = ['none', 'host', 'bridge', 'default', 'disabled']

/** none, host, bridge, `service:x`, `container:x` or the engine's name of a network; excludes `networks`. */
export const networkMode: Attribute<string> = extend(string(), {
  parse: parseMode,
  translate: (value, draft, to) => {
    const service = sharedService(value)
    draft.body.HostConfig['NetworkMode'] = service === undefined ? value : `container:${to.containerOf(service)}`
    if (value === 'disabled') draft.body['NetworkDisabled'] = true
  },
})

/** Whether a container has a network of its own in which ports are published. Not with the host's, none, or another's. */
export function publishesPorts(mode: string | undefined): boolean {
  return !/^(host|none|disabled|container:.*|service:.*)$/.test(mode ?? '')
}

/** Any other word is the name of a network of the engine, which may well exist: a slip is only likely. */
function parseMode(node: Node, scope: Scope): string | undefined {
  const mode = string().parse(node, scope)
  const near = mode === undefined || modes.includes(mode) ? undefined : suggest(mode, modes)
  if (mode !== undefined && near !== undefined && distance(mode, near) === 1 && node.at.via?.kind !== 'variable') {
    const says = `\`${mode}\` is not a mode of the engine and is taken for the name of a network that exists already`
    warnNoEffect(node, scope, { says, fix: `did you mean \`${near}\`?` })
  }
  return mode
}
