import type { Service } from '../../attributes/service.ts'
import { publishesPorts } from '../../attributes/service/network-mode.ts'
import type { HostPort } from '../../engine/reach/host-ports.ts'
import type { Project } from '../../model/project.ts'
import type { Origin } from '../../source/node.ts'
import { placeOf } from './finding.ts'

/** A port of the host that a service wants for itself. */
export interface Claim extends HostPort {
  readonly service: string
  /** Which of its ports that is. */
  readonly index: number
}

/** Ports out of a range are left to the engine, which looks for a free one. */
export function claimsOf(service: Service): readonly Claim[] {
  if (!publishesPorts(service.network_mode)) return []
  return (service.ports ?? []).flatMap((port, index): Claim[] => {
    const { published = '', host_ip: address, protocol = 'tcp' } = port
    if (!/^\d+$/.test(published) || Number(published) === 0 || (protocol !== 'tcp' && protocol !== 'udp')) return []
    return [{ service: service.name, index, address: address || '0.0.0.0', port: Number(published), protocol }]
  })
}

/** Where the file asks for it. */
export function placeOfClaim(project: Project, { service, index }: Claim): Origin | undefined {
  return placeOf(project, ['services', service, 'ports', index], 'published')
}

/** `0.0.0.0:80`, `[::1]:80`. */
export function addressText({ address, port }: Pick<HostPort, 'address'> & { readonly port: number | string }): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
