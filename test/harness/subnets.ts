import { engineRequest } from './engine.ts'

/** The first subnet of a network. */
export async function subnetOf(network: string): Promise<string> {
  const found = (await engineRequest('GET', `/networks/${network}`)) as {
    IPAM: { Config: { Subnet: string }[] }
  }
  return found.IPAM.Config[0]?.Subnet ?? ''
}
