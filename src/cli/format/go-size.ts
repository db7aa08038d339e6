const decimal = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']
const binary = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB']

/** Bytes as docker prints sizes: three digits, `2.03MB` (units.HumanSizeWithPrecision). */
export function humanSize(bytes: number): string {
  return scaled(bytes, { base: 1000, digits: 3, units: decimal })
}

/** Bytes as docker prints memory: four digits, `2.766MiB` (units.BytesSize). */
export function memorySize(bytes: number): string {
  return scaled(bytes, { base: 1024, digits: 4, units: binary })
}

interface Scale {
  readonly base: number
  readonly digits: number
  readonly units: readonly string[]
}

function scaled(bytes: number, { base, digits, units }: Scale): string {
  let [size, unit] = [bytes, 0]
  for (; size >= base && unit < units.length - 1; unit++) size /= base
  return `${Number(size.toPrecision(digits))}${units[unit]}`
}
