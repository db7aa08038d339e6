import type { ContainerSummary } from '../port.ts'
import type { Transport } from '../transport/transport.ts'
import { askForContainers, type ListedContainer, observed } from './container-list.ts'

/** What the list says beyond what a plan needs. */
interface Listed extends ListedContainer {
  readonly Image: string
  readonly Command: string
  readonly Created: number
  readonly Ports?:
    | readonly {
        readonly IP?: string
        readonly PrivatePort: number
        readonly PublicPort?: number
        readonly Type: string
      }[]
    | null
}

/** Containers in every state that carry all the labels, with what people want to see of them. One request. */
export async function summariseContainers(
  transport: Transport,
  labels: readonly string[],
): Promise<readonly ContainerSummary[]> {
  const listed = await askForContainers<Listed>(transport, labels)
  return listed.map((container) => ({
    ...observed(container),
    image: container.Image,
    command: container.Command,
    created: container.Created,
    status: container.Status,
    ports: (container.Ports ?? []).map(({ IP = '', PrivatePort, PublicPort = 0, Type }) => ({
      // Podman (4.3, observed) leaves the address of a port out that is published on all of them.
      address: IP === '' && PublicPort > 0 ? '0.0.0.0' : IP,
      target: PrivatePort,
      published: PublicPort,
      protocol: Type,
    })),
  }))
}
