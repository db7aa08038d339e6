import { child } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import { alwaysInJson } from '../kinds/always-in-json.ts'
import { type Attribute, extend, inside } from '../kinds/attribute.ts'
import { listOf } from '../kinds/list-of.ts'
import { list, oneOrMany } from '../kinds/list.ts'
import { hostPath } from '../kinds/path.ts'
import { withoutPayload } from '../kinds/payload.ts'
import { record } from '../kinds/record.ts'
import { flag, scalarText, string } from '../kinds/scalars.ts'
import { type Hook, hook } from './hook.ts'

/** What `watch` does when files change. */
export interface Develop {
  readonly watch?: readonly Trigger[]
}

/** One rule, in the order of docker compose's struct. */
export interface Trigger {
  /** Absolute path. */
  readonly path?: string
  /** rebuild, sync, restart, sync+restart or sync+exec. */
  readonly action?: string
  readonly target?: string
  readonly exec?: Hook
  readonly include?: readonly string[]
  readonly ignore?: readonly string[]
  readonly initial_sync?: true
}

/** JSON shows an unset hook as one without command (quirk 1). */
const exec: Attribute<Hook> = extend(alwaysInJson(hook), {
  absent: (form) => (form === 'json' ? { command: null } : undefined),
})

const fields: Attribute<Trigger> = record({
  path: hostPath(),
  action: string(),
  target: string(),
  exec,
  include: oneOrMany(list()),
  ignore: oneOrMany(list()),
  initial_sync: flag(),
})

const trigger: Attribute<Trigger> = extend(fields, {
  parse: (node, scope) => {
    const path = child(node, 'path')
    if (path?.kind === 'scalar' && scalarText(path) === '') {
      const where = pathText(inside(scope, 'path').path)
      scope.report.error('invalid-value', `${where} cannot be blank`, {
        at: path.at,
        fix: 'write for instance `path: ./src`',
      })
    }
    return fields.parse(node, scope)
  },
})

/** `develop`; without effect on the container. */
export const develop: Attribute<Develop> = withoutPayload(record({ watch: listOf(trigger) }))
