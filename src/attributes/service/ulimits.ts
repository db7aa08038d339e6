import type { Plain } from '../../plain.ts'
import { child, type Node } from '../../source/node.ts'
import type { ContainerDraft } from '../../spec.ts'
import { type Attribute, attribute, extend, inside } from '../kinds/attribute.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { mergeMappings, mergeNodes } from '../kinds/merge-nodes.ts'
import { int64, type IntegerRange, readInteger, type Whole } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'

/** A limit of a resource; one number is both. -1 for no limit. */
export interface Ulimit {
  readonly single?: Whole
  readonly soft?: Whole
  readonly hard?: Whole
}

/** Limits by name; a later file replaces a limit as a whole. */
export function limits(range: Partial<IntegerRange> = {}): Attribute<ReadonlyMap<string, Ulimit>> {
  return attribute<ReadonlyMap<string, Ulimit>>({
    merge: (base, over, scope) => {
      if (base.kind !== 'map' || over.kind !== 'map') return mergeNodes(base, over, scope)
      return mergeMappings(base, over, (_earlier, later) => later)
    },
    parse: (node, scope) => parseLimits(node, scope, { ...int64, example: '1024', ...range }),
    print: (value, form) => new Map([...value].map(([name, limit]) => [name, printLimit(limit, form)])),
  })
}

/** Limits of the container's processes. */
export const ulimits: Attribute<ReadonlyMap<string, Ulimit>> = extend(limits(), { translate: translateLimits })

function translateLimits(value: ReadonlyMap<string, Ulimit>, draft: ContainerDraft): void {
  draft.body.HostConfig['Ulimits'] = [...value].map(([name, { single = 0, soft, hard }]) => ({
    Name: name,
    Hard: hard || single,
    Soft: soft || single,
  }))
}

function parseLimits(node: Node, scope: Scope, range: IntegerRange): ReadonlyMap<string, Ulimit> | undefined {
  if (node.kind !== 'map' || node.entries.size === 0) return undefined
  return new Map([...node.entries].map(([name, entry]) => [name, parseLimit(entry.node, inside(scope, name), range)]))
}

function parseLimit(node: Node, scope: Scope, range: IntegerRange): Ulimit {
  if (node.kind === 'scalar') return given('single', readLimit(node, scope, range))
  const read = (key: 'soft' | 'hard'): Ulimit => {
    const value = child(node, key)
    return value === undefined ? {} : given(key, readLimit(value, inside(scope, key), range))
  }
  return { ...read('soft'), ...read('hard') }
}

/** Not even `1.0` is a whole number here (2.40.3). */
function readLimit(node: Node, scope: Scope, range: IntegerRange): Whole | undefined {
  if (node.kind !== 'scalar' || node.type !== 'float') return readInteger(node, scope, range)
  reportInvalid(node, scope, { be: 'a whole number', example: '1024' })
  return undefined
}

function given(key: keyof Ulimit, value: Whole | undefined): Ulimit {
  return value === undefined ? {} : { [key]: value }
}

/** Zeros vanish in JSON and stay in YAML, where a single zero shows as soft and hard (2.40.3). */
function printLimit({ single = 0, soft = 0, hard = 0 }: Ulimit, form: 'yaml' | 'json'): Plain {
  if (single !== 0) return single
  if (form === 'yaml') return { soft, hard }
  return { ...(soft === 0 ? {} : { soft }), ...(hard === 0 ? {} : { hard }) }
}
