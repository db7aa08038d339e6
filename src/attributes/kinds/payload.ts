import type { Node } from '../../source/node.ts'
import type { ContainerBody } from '../../spec.ts'
import { type Attribute, extend } from './attribute.ts'

/** The same attribute, whose value becomes a field of the create payload as it is. */
export function inBody<T>(
  base: Attribute<T>,
  field: Exclude<keyof ContainerBody, 'Labels' | 'HostConfig'>,
): Attribute<T> {
  return extend(base, {
    translate: (value, draft) => {
      draft.body[field] = value
    },
  })
}

/**
 * The same attribute, whose value becomes a field of HostConfig. What is set already stays: `deploy`, which is
 * translated earlier, overrides the flat attributes (`deploy.resources.limits.memory` over `mem_limit`).
 */
export function inHostConfig<T>(
  base: Attribute<T>,
  field: string,
  convert: (value: T) => unknown = (value) => value,
): Attribute<T> {
  return extend(base, {
    translate: (value, draft) => {
      draft.body.HostConfig[field] ??= convert(value)
    },
  })
}

/**
 * The same list or mapping, which is sent also when it is empty, as docker compose 2.40.3 does: `inspect` tells it from one
 * that is not set. Nothing is shown of it.
 */
export function sentEmpty<T extends object>(base: Attribute<T>, empty: T): Attribute<T> {
  return extend(base, {
    parse: (node, scope) => (isEmpty(node) ? empty : base.parse(node, scope)),
    unshown: (value) => value === empty,
  })
}

function isEmpty(node: Node): boolean {
  if (node.kind === 'seq') return node.items.length === 0
  return node.kind === 'map' && node.entries.size === 0
}

/** The same attribute, which has no effect on the container that is created. */
export function withoutPayload<T>(base: Attribute<T>): Attribute<T> {
  const { translate: _none, ...passes } = base
  return passes
}

/** A field of a payload, which is left out where there is no value. */
export function given(field: string, value: unknown): Record<string, unknown> {
  return value === undefined ? {} : { [field]: value }
}
