import { extensionNetwork } from '../../attributes/service/networks.ts'
import { nodeAt } from '../../source/node.ts'
import type { Checking } from '../checking.ts'

/** Reports keys of a service's `networks` that begin with `x-`: they name no network. */
export function reportExtensionNetwork({ project, service, report, at }: Checking): void {
  const written = nodeAt(project.tree, ['services', service.name, 'networks'])
  const names = written?.kind === 'map' ? [...written.entries.keys()].filter((name) => name.startsWith('x-')) : []
  const [first = extensionNetwork] = names
  report.error(
    'undefined-network',
    `service "${service.name}" refers to undefined network ${extensionNetwork}: below \`networks\`, \`${first}\` is an extension and no network`,
    { ...at('networks', first), fix: 'give the network a name that does not begin with `x-`' },
  )
}
