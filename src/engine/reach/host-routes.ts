import { readFileSync } from 'node:fs'

/** IPv4 subnets that this machine has routes to, as `10.0.0.0/8`; without the default route. None where the kernel does not tell. */
export function hostRoutes(): readonly string[] {
  try {
    return routesIn(readFileSync('/proc/net/route', 'utf8'))
  } catch {
    return []
  }
}

/** Of the kernel's table: addresses and masks are hexadecimal, lowest byte first. */
export function routesIn(table: string): readonly string[] {
  const rows = table.split('\n').slice(1)
  return rows.flatMap((row) => {
    const [, destination = '', , , , , , mask = ''] = row.split(/\s+/)
    if (!hexadecimal.test(destination) || !hexadecimal.test(mask)) return []
    const bits = bytesOf(mask).reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)
    return bits === 0 ? [] : [`${bytesOf(destination).join('.')}/${bits}`]
  })
}

const hexadecimal = /^[\dA-F]{8}$/i

function bytesOf(word: string): readonly number[] {
  return [6, 4, 2, 0].map((at) => Number.parseInt(word.slice(at, at + 2), 16))
}
