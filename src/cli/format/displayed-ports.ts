export interface Port {
  readonly address: string
  readonly target: number
  readonly published: number
  readonly protocol: string
}

/**
 * Ports as docker's tables show them (docker/cli 28, observed): consecutive ports that are published under their own
 * numbers, or not at all, become ranges and come first; the others follow one by one.
 */
export function displayedPorts(ports: readonly Port[]): string {
  const sorted = ports.toSorted(
    (a, b) =>
      a.target - b.target ||
      compare(a.address, b.address) ||
      a.published - b.published ||
      compare(a.protocol, b.protocol),
  )
  const groups = new Map<string, { readonly port: Port; last: number }[]>()
  const mapped: string[] = []
  for (const port of sorted) {
    if (port.address !== '' && port.published !== port.target) {
      mapped.push(`${host(port.address)}:${port.published}->${port.target}/${port.protocol}`)
      continue
    }
    const key = `${port.address}/${port.protocol}`
    const ranges = groups.get(key) ?? []
    const open = ranges.at(-1)
    if (open !== undefined && port.target === open.last + 1) open.last = port.target
    else groups.set(key, [...ranges, { port, last: port.target }])
  }
  const closed = [...groups.values()].flatMap((ranges) => ranges.slice(0, -1))
  const open = [...groups.values()].flatMap((ranges) => ranges.slice(-1))
  return [...[...closed, ...open].map(range), ...mapped].join(', ')
}

function range({ port, last }: { readonly port: Port; readonly last: number }): string {
  const numbers = port.target === last ? `${port.target}` : `${port.target}-${last}`
  return `${port.address === '' ? '' : `${host(port.address)}:${numbers}->`}${numbers}/${port.protocol}`
}

function host(address: string): string {
  return address.includes(':') ? `[${address}]` : address
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
