import type { ContainerSummary } from '../port.ts'
import { listOf, maybe, number, record, text } from '../transport/form.ts'
import type { Transport } from '../transport/transport.ts'
import { askForContainers, type ListedContainer, listedFields, observed } from './container-list.ts'

/** What the list says beyond what a plan needs. */
interface Listed extends ListedContainer {
  readonly Image: string
  readonly Command: string
  readonly Created: number
  readonly Ports?: readonly Port[] | null
}

interface Port {
  readonly IP?: string | null
  readonly PrivatePort: number
  readonly PublicPort?: number | null
  readonly Type: string
}

const port = record<Port>({ IP: maybe(text), PrivatePort: number, PublicPort: maybe(number), Type: text })

const summarised = record<Listed>({
  ...listedFields,
  Image: text,
  Command: text,
  Created: number,
  Ports: maybe(listOf(port)),
})

/** Containers in every state that carry all the labels, with what people want to see of them. One request. */
export async function summariseContainers(
  transport: Transport,
  labels: readonly string[],
): Promise<readonly ContainerSummary[]> {
  const listed = await askForContainers(transport, labels, summarised)
  return listed.map((container) => ({
    ...observed(container),
    image: container.Image,
    command: container.Command,
    created: container.Created,
    status: container.Status,
    ports: (container.Ports ?? []).map(portOf),
  }))
}

function portOf({ IP, PrivatePort, PublicPort, Type }: Port): ContainerSummary['ports'][number] {
  const published = PublicPort ?? 0
  // Podman (4.3, observed) leaves the address of a port out that is published on all of them.
  const address = IP || (published > 0 ? '0.0.0.0' : '')
  return { address, target: PrivatePort, published, protocol: Type }
}
