import type { Transform } from 'node:stream'
import { carriedAttributes, type Listed, type Listing } from './listing.ts'
import { paxPath, paxRecord, paxRecords, withoutKeys } from './pax.ts'
import { rewrittenTar } from './rewritten-tar.ts'
import { nameIn, paxHeader, timeIn, typeIn } from './tar-block.ts'

/**
 * Adds to the tar of a volume, whose entries stand below a folder, what a listing knows of them: fractions of seconds and extended
 * attributes as PAX records, which every engine takes back (28.5, 20.10: seen). ACLs that a folder gives to what is made in it come
 * once more at the end: put on earlier, they would be given to the entries that follow.
 */
export function enrichedTar(listing: Listing): Transform {
  const late: Buffer[] = []
  return rewrittenTar({
    entry: (header, records) => {
      const known = listing.get(pathOf(header, records))
      if (known === undefined) return [...(records.length === 0 ? [] : paxHeader(records, header)), header]
      // The engine gives the time of a hard link to its file.
      const entry = typeIn(header) === '1' ? { ...known, attributes: new Map() } : known
      const added = additions(entry, { header, records })
      const now = Buffer.concat([withoutKeys(records, new Set(added.keys())), ...recordsOf(added)])
      const acl = carriedAttributes(entry).get(inherited)
      if (acl !== undefined) {
        const last = Buffer.concat([now, paxRecord(attributeKey(inherited), acl)])
        late.push(...paxHeader(last, header), header)
      }
      return [...(now.length === 0 ? [] : paxHeader(now, header)), header]
    },
    end: () => late,
  })
}

/** The ACL that what is made in a folder gets. */
const inherited = 'system.posix_acl_default'

function attributeKey(attribute: string): string {
  return `SCHILY.xattr.${attribute}`
}

/** Relative to the volume, which is the tar's only folder at the top. */
function pathOf(header: Buffer, records: Buffer): string {
  const name = (paxPath(records) ?? nameIn(header)).replace(/\/+$/, '')
  const slash = name.indexOf('/')
  return slash === -1 ? '' : name.slice(slash + 1)
}

function additions(
  entry: Listed,
  { header, records }: { readonly header: Buffer; readonly records: Buffer },
): ReadonlyMap<string, Buffer> {
  const { nanoseconds } = entry
  const time = paxRecords(records).get('mtime') ?? String(timeIn(header))
  const carried = [...carriedAttributes(entry)]
    .filter(([name]) => name !== inherited)
    .map(([name, value]) => [attributeKey(name), value] as const)
  return new Map([
    ...(nanoseconds === 0 || time.includes('.')
      ? []
      : [['mtime', Buffer.from(precise(Number(time), nanoseconds))] as const]),
    ...carried,
  ])
}

function recordsOf(added: ReadonlyMap<string, Buffer>): readonly Buffer[] {
  return [...added].map(([key, value]) => paxRecord(key, value))
}

/** Nanoseconds count forward, also before 1970. */
function precise(seconds: number, nanoseconds: number): string {
  const digits = (value: number): string => String(value).padStart(9, '0')
  return seconds < 0 ? `-${-seconds - 1}.${digits(1e9 - nanoseconds)}` : `${seconds}.${digits(nanoseconds)}`
}
