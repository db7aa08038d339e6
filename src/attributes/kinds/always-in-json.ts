import { type Attribute, extend } from './attribute.ts'
import { extensions } from './record.ts'

/**
 * A record that is a plain struct in docker compose, not a pointer: JSON always prints it, as `{}` when nothing is set;
 * YAML leaves it out then.
 */
export function alwaysInJson<T extends object>(base: Attribute<T>): Attribute<T> {
  return extend(base, {
    parse: (node, scope) => {
      const value = base.parse(node, scope)
      const empty = value !== undefined && Object.keys(value).length === 0 && !(extensions in value)
      return empty ? undefined : value
    },
    absent: (form) => (form === 'json' ? {} : undefined),
  })
}
