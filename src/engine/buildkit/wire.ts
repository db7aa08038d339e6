/**
 * Protobuf by hand: the few messages of BuildKit that muster reads and writes do not justify a library that takes 60 ms
 * to load.
 */
export interface Field {
  readonly field: number
  /** Of a varint; larger ones than a double holds are times, which nobody reads. */
  readonly number: number
  readonly data: Uint8Array
}

const nothing = new Uint8Array(0)

/** The wire format: a key (number and type), then a varint, 8 or 4 bytes, or a length and as many bytes. */
export function* fieldsOf(bytes: Uint8Array): Generator<Field> {
  for (let at = 0; at < bytes.length;) {
    const [key, afterKey] = varint(bytes, at)
    const field = Math.floor(key / 8)
    at = afterKey
    switch (key % 8) {
      case 0: {
        const [number, next] = varint(bytes, at)
        yield { field, number, data: nothing }
        at = next
        break
      }
      case 2: {
        const [length, start] = varint(bytes, at)
        yield { field, number: 0, data: bytes.subarray(start, start + length) }
        at = start + length
        break
      }
      case 1:
        at += 8
        break
      case 5:
        at += 4
        break
      default:
        return
    }
  }
}

function varint(bytes: Uint8Array, from: number): [value: number, next: number] {
  let value = 0
  for (let at = from, factor = 1; at < bytes.length; at++, factor *= 128) {
    const byte = bytes[at] ?? 0
    value += (byte % 128) * factor
    if (byte < 128) return [value, at + 1]
  }
  return [value, bytes.length]
}

/** Empty for a field that is absent, as proto3 has it. */
export function textOf(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : new TextDecoder().decode(bytes)
}

/** The last field of that number, as a text. */
export function textIn(message: Uint8Array, wanted: number): string {
  return textOf([...fieldsOf(message)].findLast(({ field }) => field === wanted)?.data)
}

/** A `map<string, string>`. */
export function textsIn(message: Uint8Array, wanted: number): ReadonlyMap<string, string> {
  const entries = [...fieldsOf(message)].filter(({ field }) => field === wanted)
  return new Map(entries.map(({ data }) => [textIn(data, 1), textIn(data, 2)]))
}

/** A number is written as a varint and must not be negative; texts and bytes with their length. */
export type Value = string | number | bigint | Uint8Array

/** A message of these fields, in this order. */
export function message(fields: readonly (readonly [field: number, value: Value])[]): Buffer {
  return Buffer.concat(fields.flatMap(([field, value]) => encoded(field, value)))
}

/** A `map<string, string>` as the fields of its message. */
export function textFields(field: number, texts: ReadonlyMap<string, string>): [number, Value][] {
  return [...texts].map(([key, value]) => {
    return [
      field,
      message([
        [1, key],
        [2, value],
      ]),
    ]
  })
}

function encoded(field: number, value: Value): Uint8Array[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [varintOf(field * 8), varintOf(value)]
  const bytes = typeof value === 'string' ? Buffer.from(value, 'utf8') : value
  return [varintOf(field * 8 + 2), varintOf(bytes.length), bytes]
}

function varintOf(value: number | bigint): Uint8Array {
  if (typeof value === 'number' && value < 128) return Uint8Array.of(value)
  const bytes: number[] = []
  let rest = BigInt(value)
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128)
  bytes.push(Number(rest))
  return Uint8Array.from(bytes)
}
