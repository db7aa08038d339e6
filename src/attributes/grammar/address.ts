/** Whether a text is an IP address as Go's `net.ParseIP` reads it: no zone, no leading zeros in IPv4. */
export function isAddress(written: string): boolean {
  return isIpv4(written) || isIpv6(written)
}

/** Four decimal numbers up to 255. */
export function isIpv4(written: string): boolean {
  const parts = written.split('.')
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256)
}

/** Eight groups of hexadecimal digits, of which `::` stands for one or more zero groups; the last two may be an IPv4 address. */
export function isIpv6(written: string): boolean {
  const halves = written.split('::')
  if (halves.length > 2) return false
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const last = groups.at(-1)
  const embedded = last !== undefined && last.includes('.') && !written.endsWith('::')
  if (embedded && !isIpv4(last)) return false
  const hexadecimal = embedded ? groups.slice(0, -1) : groups
  if (!hexadecimal.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false
  const size = hexadecimal.length + (embedded ? 2 : 0)
  return halves.length === 2 ? size < 8 : size === 8
}
