import { mapping, type Node, sequence, text } from '../../source/node.ts'
import { type Attribute, extend } from '../kinds/attribute.ts'
import { listOf } from '../kinds/list-of.ts'
import { mergeNodes, reportMismatch } from '../kinds/merge-nodes.ts'
import { type DeviceRequest, deviceRequest, requestDevices } from './device-request.ts'

/** Graphics processors: `all`, or requests to which the capability `gpu` is added. `all` cannot be laid on requests (2.40.3). */
export const gpus: Attribute<readonly DeviceRequest[]> = extend(listOf(deviceRequest), {
  canonical: (node, scope) => listOf(deviceRequest).canonical(longForm(node), scope),
  merge: (base, over, scope) => {
    if (over.kind === 'seq' && over.short) reportMismatch(base, over, scope)
    return mergeNodes(base, over, scope)
  },
  translate: (value, draft) => requestDevices(value, draft, ['gpu']),
})

function longForm(node: Node): Node {
  if (node.kind !== 'scalar' || node.value !== 'all') return node
  const all = sequence([mapping([['count', text('all', node.at)]], node.at)], node.at)
  return { ...all, short: true, ...(node.tag === undefined ? {} : { tag: node.tag }) }
}
