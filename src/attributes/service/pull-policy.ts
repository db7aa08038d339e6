import type { Node } from '../../source/node.ts'
import { nanosecondsOf } from '../grammar/duration.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { string } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'

/**
 * When the image is pulled: `always`, `never`, `missing`, `build`, `refresh`, `daily`, `weekly` or `every_<duration>`.
 * Without `--no-normalize`, `if_not_present` is `missing` by now.
 */
export const pullPolicy: Attribute<string> = extend(string(), { parse: parsePolicy })

/** Nanoseconds after which a pulled image is pulled again; undefined for policies that do not look at the time. */
export function refreshInterval(policy: string): number | undefined {
  if (policy === 'daily') return nanosecondsOf('1d')
  if (policy === 'weekly') return nanosecondsOf('1w')
  return policy.startsWith('every_') ? nanosecondsOf(policy.slice('every_'.length)) : undefined
}

function parsePolicy(node: Node, scope: Scope): string | undefined {
  const policy = string().parse(node, scope)
  if (policy === undefined || /^(always|never|missing|if_not_present|build|refresh|daily|weekly)$/.test(policy))
    return policy
  if (/^every_(\d+[wdhms])+$/.test(policy)) return policy
  reportInvalid(node, scope, {
    be: 'always, never, missing, build, daily, weekly or every_<duration>',
    example: 'every_12h',
  })
  return undefined
}
