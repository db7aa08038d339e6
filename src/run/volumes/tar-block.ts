/** Bytes of a header; contents are filled up to a multiple. */
export const block = 512

/** Whether it is of the tar's end mark. */
export function isEnd(header: Buffer): boolean {
  return header.every((byte) => byte === 0)
}

/** `0` file, `1` hard link, `x` PAX header of the next entry, and so on. */
export function typeIn(header: Buffer): string {
  return String.fromCharCode(header[156] ?? 0)
}

/** Bytes as latin1. */
export function nameIn(header: Buffer): string {
  const [prefix, name] = [textIn(header, 345, 500), textIn(header, 0, 100)]
  return prefix === '' ? name : `${prefix}/${name}`
}

function textIn(header: Buffer, from: number, to: number): string {
  const end = header.indexOf(0, from)
  return header.toString('latin1', from, end === -1 || end > to ? to : end)
}

/** Bytes of the content, where no PAX record says otherwise. */
export function sizeIn(header: Buffer): number {
  return numberIn(header.subarray(124, 136))
}

/** Seconds since the epoch. */
export function timeIn(header: Buffer): number {
  return numberIn(header.subarray(136, 148))
}

/** Octal digits, or binary where the first bit says so; negative where the second one does. */
function numberIn(field: Buffer): number {
  const first = field[0] ?? 0
  if (first < 0x80) return Number.parseInt(field.toString('latin1').replaceAll('\0', ' ').trim() || '0', 8)
  const bytes = [first & 0x7f, ...field.subarray(1)]
  return first >= 0xc0
    ? -1 -
        [0x7f ^ (bytes[0] ?? 0), ...bytes.slice(1).map((byte) => 0xff ^ byte)].reduce(
          (sum, byte) => sum * 256 + byte,
          0,
        )
    : bytes.reduce((sum, byte) => sum * 256 + byte, 0)
}

/** A PAX header with these records for the entry with this header, filled up. Throws for records that no reader takes. */
export function paxHeader(records: Buffer, entry: Buffer): readonly Buffer[] {
  const header = Buffer.alloc(block)
  header.write('PaxHeaders.0/entry', 0, 'latin1')
  header.write('0000644\u00000000000\u00000000000\0', 100, 'latin1')
  header.write(`${records.length.toString(8).padStart(11, '0')}\0`, 124, 'latin1')
  entry.copy(header, 136, 136, 148)
  if ((header[136] ?? 0) >= 0x80) header.write('00000000000\0', 136, 'latin1')
  header.write('        x', 148, 'latin1')
  header.write('ustar\u000000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  const rest = (block - (records.length % block)) % block
  return [header, records, Buffer.alloc(rest)]
}
