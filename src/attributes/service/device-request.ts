import { text, withEntry } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import type { ContainerDraft } from '../../spec.ts'
import { type Attribute, attribute, extend } from '../kinds/attribute.ts'
import { dictionary, unmerged } from '../kinds/dictionary.ts'
import { reportInvalid } from '../kinds/invalid.ts'
import { list } from '../kinds/list.ts'
import { record, withoutExtensions } from '../kinds/record.ts'
import { readInteger, scalarText, string, type Whole } from '../kinds/scalars.ts'

/** Devices that a driver hands out, in the order of docker compose's struct. */
export interface DeviceRequest {
  readonly capabilities?: readonly string[]
  readonly driver?: string
  /** -1 for all. */
  readonly count?: Whole
  readonly device_ids?: readonly string[]
  readonly options?: ReadonlyMap<string, string>
}

const count: Attribute<Whole> = attribute<Whole>({
  parse: (node, scope) => {
    if (node.kind !== 'scalar' || node.value === null) return undefined
    if (node.type === 'string' && String(node.value).toLowerCase() === 'all') return -1
    const whole = node.type !== 'float' && /^[+-]?\d+$/.test(scalarText(node))
    if (whole) return readInteger(node, scope) || undefined
    reportInvalid(node, scope, { be: '`all` or a number', example: 'count: 1' })
    return undefined
  },
  print: (value) => value,
})

const fields: Attribute<DeviceRequest> = record({
  capabilities: list(),
  driver: string(),
  count,
  device_ids: list(),
  options: unmerged(dictionary()),
})

/** One request; without `count` and `device_ids`, which exclude each other, it means all devices. */
export const deviceRequest: Attribute<DeviceRequest> = extend(fields, {
  canonical: (node, scope) => {
    const all = node.kind === 'map' && !node.entries.has('count') && !node.entries.has('device_ids')
    return fields.canonical(all ? withEntry(node, 'count', text('all', node.at)) : node, scope)
  },
  parse: (node, scope) => {
    if (node.kind !== 'map') return undefined
    const ids = node.entries.get('device_ids')
    const other = node.entries.get('count')
    if (ids !== undefined && other !== undefined) {
      scope.report.error(
        'exclusive-keys',
        `${pathText(scope.path)}: "count" and "device_ids" attributes are exclusive`,
        {
          at: ids.keyAt,
          notes: [{ message: 'the count', at: other.keyAt }],
          fix: 'keep one of them',
        },
      )
    }
    return fields.parse(withoutExtensions(node), scope)
  },
})

/** Appends requests to the payload. `always` is a capability that every one of them asks for. */
export function requestDevices(
  requests: readonly DeviceRequest[],
  draft: ContainerDraft,
  always: readonly string[],
): void {
  const { HostConfig } = draft.body
  const earlier = (HostConfig['DeviceRequests'] ?? []) as readonly unknown[]
  HostConfig['DeviceRequests'] = [...earlier, ...requests.map((one) => engineRequest(one, always))]
}

function engineRequest(one: DeviceRequest, always: readonly string[]): object {
  return {
    Driver: one.driver ?? '',
    Count: one.count ?? 0,
    DeviceIDs: one.device_ids ?? null,
    Capabilities: [[...(one.capabilities ?? []), ...always]],
    Options: one.options === undefined ? null : Object.fromEntries(one.options),
  }
}
