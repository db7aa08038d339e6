import type { ContainerDetail } from '../port.ts'

/** An address at which a port of a container may be reached from here. */
export interface Way {
  readonly address: string
  readonly port: number
  /** `published`: a port of the engine's machine. Its proxy may accept connections that nobody serves. */
  readonly by: 'container' | 'published' | 'host'
}

/** What is known of the ways to a container. */
export type Ways =
  | { readonly kind: 'ways'; readonly ways: readonly Way[] }
  /** It lives in the network of another container. */
  | { readonly kind: 'shared'; readonly container: string }
  | { readonly kind: 'none'; readonly why: string }

/**
 * The ways to a TCP port of a running container, for an engine at `address`: its own addresses where the engine is on this
 * machine (elsewhere the same addresses may belong to somebody else's containers), and the ports that it publishes.
 */
export function waysTo(detail: ContainerDetail, port: number, address: string): Ways {
  const { HostConfig: config, NetworkSettings: settings } = detail.raw
  const mode = config?.NetworkMode ?? ''
  const host = hostOf(address)
  const local = host === '127.0.0.1'
  if (mode === 'none') return { kind: 'none', why: 'it has no network' }
  if (mode.startsWith('container:')) return { kind: 'shared', container: mode.slice('container:'.length) }
  if (mode === 'host') return { kind: 'ways', ways: [{ address: host, port, by: 'host' }] }
  const own = local ? detail.addresses.map((to): Way => ({ address: to, port, by: 'container' })) : []
  const published = (settings?.Ports?.[`${port}/tcp`] ?? []).flatMap(({ HostIp: ip, HostPort: text }): Way[] => {
    const outside = isAny(ip ?? '') ? host : (ip ?? '')
    if (!text || (!local && isLoopback(outside))) return []
    return [{ address: outside, port: Number(text), by: 'published' }]
  })
  const ways = [...own, ...published]
  if (ways.length > 0) return { kind: 'ways', ways }
  return { kind: 'none', why: local ? 'it has no address' : `the engine is at ${host}, and the port is not published` }
}

/** The machine at which an engine's published ports are. */
function hostOf(address: string): string {
  const [, host = ''] = /^(?:tcp|https?|ssh):\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^:/]*)/.exec(address) ?? []
  const bare = host.replace(/^\[(.*)\]$/, '$1')
  return bare === '' || isLoopback(bare) ? '127.0.0.1' : bare
}

function isAny(ip: string): boolean {
  return ip === '' || ip === '0.0.0.0' || ip === '::'
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
