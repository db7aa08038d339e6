/** What an engine's tar does not say of a file (28.5, 20.10: seen). */
export interface Listed {
  readonly kind: 'file' | 'folder' | 'link' | 'socket' | 'other'
  /** Of the second of its last change. */
  readonly nanoseconds: number
  /** Of such times the engine makes the beginning of 1970 (28.5, seen). */
  readonly before1970: boolean
  /** Bytes of a file that take no room. */
  readonly holes: number
  /** Extended attributes by their names. */
  readonly attributes: ReadonlyMap<string, Buffer>
}

/** Bytes as latin1, since names need not be UTF-8; relative, the volume itself is empty. What is plain is not listed. */
export type Listing = ReadonlyMap<string, Listed>

const kinds: ReadonlyMap<string, Listed['kind']> = new Map([
  ['f', 'file'],
  ['d', 'folder'],
  ['l', 'link'],
  ['s', 'socket'],
  ['o', 'other'],
])

/** Reads what the program in scripts/helper/listing.c has written. Throws with what it could not look at, or where it broke off. */
export function readListing(bytes: Buffer): Listing {
  const listing = new Map<string, Listed>()
  let at = 0
  const number = (size: number): number => bytes.readUIntLE((at += size) - size, size)
  const text = (length: number): string => bytes.toString('latin1', at, (at += length))
  while (at < bytes.length) {
    const mark = text(1)
    if (mark === 'Z') return listing
    const path = text(number(4))
    if (mark === 'X') throw new Error(`cannot look at ${JSON.stringify(path)}: error ${number(4)}`)
    const kind = kinds.get(mark)
    if (kind === undefined) break
    const [time, low, high] = [number(4), number(4), number(4)]
    const attributes = new Map<string, Buffer>()
    for (let left = number(2); left > 0; left--) {
      const name = text(number(2))
      const length = number(4)
      attributes.set(name, bytes.subarray(at, (at += length)))
    }
    const [nanoseconds, before1970] = time < 2 ** 31 ? [time, false] : [time - 2 ** 31, true]
    listing.set(path, { kind, nanoseconds, before1970, holes: low + high * 2 ** 32, attributes })
  }
  throw new Error('the listing broke off')
}

/** Bytes of attributes of one file that a PAX header holds; the engine's reader takes a mebibyte (Go 1.22). */
const most = 1024 * 1000

/** The attributes that a tar can take along besides what the engine writes itself (`security.capability`). */
export function carriedAttributes({ attributes }: Listed): ReadonlyMap<string, Buffer> {
  const carried = [...attributes].filter(([name]) => isCarried(name))
  const bytes = carried.reduce((sum, [name, value]) => sum + name.length + value.length + 40, 0)
  return new Map(bytes > most ? [] : carried)
}

/** Whether an attribute may stand in the tar of a volume. */
export function isCarried(attribute: string): boolean {
  return /^(user\..+|system\.posix_acl_(access|default))$/s.test(attribute) && !attribute.includes('=')
}

/** What belongs to the machine, or is in the tar already. */
function isOfHost(attribute: string): boolean {
  return attribute === 'security.capability' || attribute === 'security.selinux'
}

/** Bytes of holes that are not worth a word. */
const small = 64 * 1024 * 1024

/** What a copy by tar does not keep, in words. */
export function losses(listing: Listing): readonly string[] {
  const entries = [...listing]
  const sockets = entries.filter(([, { kind }]) => kind === 'socket').map(([path]) => shown(path))
  const attributes = entries.flatMap(([path, entry]) => {
    const carried = carriedAttributes(entry)
    const lost = [...entry.attributes.keys()].filter((name) => !carried.has(name) && !isOfHost(name))
    return lost.map((name) => `${shown(name)} of ${shown(path)}`)
  })
  const early = entries.filter(([, { before1970 }]) => before1970).map(([path]) => shown(path))
  const holes = entries.filter(([, one]) => one.holes > small)
  const room = Math.round(holes.reduce((sum, [, one]) => sum + one.holes, 0) / 1e6)
  return [
    ...(sockets.length === 0 ? [] : [`sockets are not copied: ${several(sockets)}`]),
    ...(attributes.length === 0 ? [] : [`extended attributes are not copied: ${several(attributes)}`]),
    ...(early.length === 0 ? [] : [`times before 1970 become 1970: ${several(early)}`]),
    ...(holes.length === 0
      ? []
      : [`holes of files become zeros, ${room} MB in all: ${several(holes.map(([path]) => shown(path)))}`]),
  ]
}

function shown(name: string): string {
  return name === '' ? '.' : JSON.stringify(Buffer.from(name, 'latin1').toString('utf8')).slice(1, -1)
}

function several(names: readonly string[]): string {
  const sorted = names.toSorted()
  const more = sorted.length - 3
  return `${sorted.slice(0, 3).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}
