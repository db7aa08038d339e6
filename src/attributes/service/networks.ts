import { child, type Node } from '../../source/node.ts'
import { isIpv4, isIpv6 } from '../grammar/address.ts'
import { type Attribute, extend, inside } from '../kinds/attribute.ts'
import { options } from '../kinds/dictionary.ts'
import { warnRefused } from '../kinds/invalid.ts'
import { list, unique } from '../kinds/list.ts'
import { namedMap } from '../kinds/named-map.ts'
import { sentEmpty } from '../kinds/payload.ts'
import { record } from '../kinds/record.ts'
import { integer, scalarText, string, type Whole } from '../kinds/scalars.ts'
import type { Scope } from '../kinds/scope.ts'
import { isMacAddress } from './mac-address.ts'

/** How a service is connected to one network, in the order of docker compose's struct. */
export interface ServiceNetwork {
  readonly aliases?: readonly string[]
  readonly driver_opts?: ReadonlyMap<string, string>
  readonly gw_priority?: Whole
  readonly interface_name?: string
  readonly ipv4_address?: string
  readonly ipv6_address?: string
  readonly link_local_ips?: readonly string[]
  readonly mac_address?: string
  readonly priority?: Whole
}

const fields: Attribute<ServiceNetwork> = record({
  aliases: unique(list()),
  driver_opts: sentEmpty(options(), new Map()),
  gw_priority: integer(),
  interface_name: string(),
  ipv4_address: string(),
  ipv6_address: string(),
  link_local_ips: unique(list()),
  mac_address: string(),
  priority: integer(),
})

const serviceNetwork: Attribute<ServiceNetwork> = extend(fields, {
  parse: (node, scope) => {
    check(node, scope)
    return fields.parse(node, scope)
  },
})

const joined = namedMap(serviceNetwork)

/**
 * Networks that a service joins; null where it has no wishes. Written to the payload by `endpoints.ts`, because
 * links, `mac_address` and `network_mode` have a say in it.
 */
export const networks: Attribute<ReadonlyMap<string, ServiceNetwork | null>> = extend(joined, {
  parse: (node, scope) => {
    const value = joined.parse(node, scope)
    return value && withoutExtensions(value)
  },
})

/** The name under which docker compose 2.40.3 keeps the keys of a service's `networks` that begin with `x-`. */
export const extensionNetwork = '#extensions'

/** Keys that begin with `x-` are extensions here and no networks, and what they hold is lost (2.40.3). */
function withoutExtensions(
  value: ReadonlyMap<string, ServiceNetwork | null>,
): ReadonlyMap<string, ServiceNetwork | null> {
  const own = [...value].filter(([name]) => !name.startsWith('x-'))
  return own.length === value.size ? value : new Map([...own, [extensionNetwork, {}]])
}

function check(node: Node, scope: Scope): void {
  const rule = (key: string, fine: (written: string) => boolean, expected: { be: string; example: string }): void => {
    const value = child(node, key)
    if (value?.kind !== 'scalar') return
    const written = scalarText(value)
    if (written !== '' && !fine(written)) warnRefused(value, inside(scope, key), expected)
  }
  rule('ipv4_address', isIpv4, { be: 'an IPv4 address', example: '172.28.0.5' })
  rule('ipv6_address', isIpv6, { be: 'an IPv6 address', example: '2001:db8::5' })
  rule('mac_address', isMacAddress, { be: 'a MAC address', example: '02:42:ac:11:00:02' })
}
