import type { Node } from '../../source/node.ts'
import { suggest } from '../../source/suggest.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { warnNoEffect, warnRefused } from '../kinds/invalid.ts'
import { inHostConfig } from '../kinds/payload.ts'
import { string } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'

/** When the engine starts the container again: `no`, `always`, `unless-stopped` or `on-failure[:attempts]`. */
export const restart: Attribute<string> = inHostConfig(
  extend(string(), { parse: parsePolicy }),
  'RestartPolicy',
  restartPolicy,
)

/** What 2.40.3 takes for attempts that are no number is 0, which is without limit. */
function parsePolicy(node: Node, scope: Scope): string | undefined {
  const policy = string().parse(node, scope)
  if (policy !== undefined && !/^(no|always|unless-stopped|on-failure(:.*)?)$/.test(policy)) {
    warnRefused(node, scope, {
      be: 'no, always, unless-stopped, on-failure or on-failure:<attempts>',
      example: 'on-failure:3',
      meant: suggest(policy, ['no', 'always', 'unless-stopped', 'on-failure']),
    })
  }
  const attempts = /^on-failure:(.*)$/.exec(policy ?? '')?.[1]
  if (attempts !== undefined && !/^\d+$/.test(attempts)) {
    const says = 'what follows `on-failure:` is not a number of attempts: without limit'
    warnNoEffect(node, scope, { says, fix: 'write for instance `on-failure:3`' })
  }
  return policy
}

/** The policy as the Engine API takes it. */
function restartPolicy(policy: string): { readonly Name: string; readonly MaximumRetryCount: number } {
  const [name = '', attempts = '0'] = policy.split(':')
  return { Name: name, MaximumRetryCount: Number(attempts) || 0 }
}
