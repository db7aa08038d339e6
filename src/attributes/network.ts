import { child, type Node, sequence } from '../source/node.ts'
import { pathText } from '../source/path-text.ts'
import { alwaysInJson } from './kinds/always-in-json.ts'
import { type Attribute, extend, inside } from './kinds/attribute.ts'
import { dictionary, options } from './kinds/dictionary.ts'
import { declarable, external } from './kinds/external.ts'
import { listOf } from './kinds/list-of.ts'
import { mergeNodes } from './kinds/merge-nodes.ts'
import { record, withoutExtensions } from './kinds/record.ts'
import { choice, flag, scalarText, string } from './kinds/scalars.ts'
import type { Scope } from './kinds/scope.ts'

/** docker compose 2.40.3 shows no `x-*` of a pool. */
const poolFields = record({ subnet: string(), gateway: string(), ip_range: string(), aux_addresses: options() })

const pool = extend(poolFields, {
  parse: (node, scope) => {
    const subnet = child(node, 'subnet')
    if (subnet !== undefined) checkPrefix(subnet, inside(scope, 'subnet'))
    return poolFields.parse(withoutExtensions(node), scope)
  },
})

/** The engine refuses a network whose prefix is longer than its addresses (seen with 28.5.2). */
function checkPrefix(node: Node, scope: Scope): void {
  const [, address = '', bits = '0'] =
    node.kind === 'scalar' ? (/^([\da-f.:]+)\/(\d+)$/i.exec(scalarText(node)) ?? []) : []
  const most = address.includes(':') ? 128 : 32
  if (Number(bits) <= most) return
  scope.report.warn('refused-value', `${pathText(scope.path)} must have a prefix of at most ${most} bits`, {
    at: node.at,
    path: scope.path,
    notes: [{ message: 'the engine will refuse to create the network' }],
    fix: `write for instance \`${most === 32 ? '172.28.0.0/16' : 'fd00:1::/64'}\``,
  })
}

/** Pools of two files are merged when they have the same subnet, else both are kept (COMPOSE.md: merging). */
const pools = extend(listOf(pool), {
  merge: (base, over, scope) => {
    if (base.kind !== 'seq' || over.kind !== 'seq') return mergeNodes(base, over, scope)
    const merged = [...base.items]
    for (const item of over.items) {
      const same = merged.findIndex((earlier) => subnetOf(earlier) === subnetOf(item))
      const earlier = merged[same]
      if (earlier === undefined) merged.push(item)
      else merged[same] = pool.merge(earlier, item, scope)
    }
    return sequence(merged, over.at)
  },
})

/** `ipam.options` is legal but docker compose 2.40.3 neither prints nor sends it. */
const ipam = record({ driver: string(), config: pools })

/** In the order of R-38. */
const fields = record({
  name: string(),
  driver: string(),
  driver_opts: options(),
  ipam: alwaysInJson(ipam),
  external,
  internal: flag(),
  attachable: flag(),
  labels: dictionary(),
  enable_ipv4: choice(),
  enable_ipv6: choice(),
})

/** A network of the top level. */
export interface Network {
  readonly name?: string
  readonly driver?: string
  readonly driver_opts?: ReadonlyMap<string, string>
  readonly ipam?: Ipam
  readonly external?: true
  readonly internal?: true
  readonly attachable?: true
  readonly labels?: ReadonlyMap<string, string>
  readonly enable_ipv4?: boolean
  readonly enable_ipv6?: boolean
}

/** Which addresses a network has. */
interface Ipam {
  readonly driver?: string
  readonly config?: readonly IpamPool[]
}

/** A range of a network's addresses. */
export interface IpamPool {
  readonly subnet?: string
  readonly gateway?: string
  readonly ip_range?: string
  readonly aux_addresses?: ReadonlyMap<string, string>
}

/** `networks.*`. */
export const network: Attribute<Network> = extend(declarable(fields), {
  parse: (node, scope) => fields.parse(node, scope) ?? {},
})

function subnetOf(node: Node): string {
  const subnet = child(node, 'subnet')
  return subnet?.kind === 'scalar' ? scalarText(subnet) : ''
}
