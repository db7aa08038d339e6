/** What BuildKit tells of a build: `moby.buildkit.v1.StatusResponse`, as far as muster shows it. */
export interface Trace {
  readonly vertexes: readonly Vertex[]
  readonly logs: readonly { readonly vertex: string; readonly text: string }[]
}

export interface Vertex {
  readonly digest: string
  readonly name: string
  readonly cached: boolean
  readonly started: boolean
  readonly completed: boolean
  readonly error: string
}

/** Decodes protobuf by hand: two messages of strings and flags do not justify a library that takes 60 ms to load. */
export function readTrace(bytes: Uint8Array): Trace {
  const fields = [...fieldsOf(bytes)]
  return {
    vertexes: fields.filter(({ field }) => field === 1).map(({ data }) => vertex(data)),
    logs: fields.filter(({ field }) => field === 3).map(({ data }) => log(data)),
  }
}

function vertex(bytes: Uint8Array): Vertex {
  const fields = new Map([...fieldsOf(bytes)].map((item) => [item.field, item] as const))
  return {
    digest: text(fields.get(1)?.data),
    name: text(fields.get(3)?.data),
    cached: fields.get(4)?.number === 1,
    started: fields.has(5),
    completed: fields.has(6),
    error: text(fields.get(7)?.data),
  }
}

function log(bytes: Uint8Array): { readonly vertex: string; readonly text: string } {
  const fields = new Map([...fieldsOf(bytes)].map(({ field, data }) => [field, data] as const))
  return { vertex: text(fields.get(1)), text: text(fields.get(4)) }
}

function text(bytes: Uint8Array | undefined): string {
  return bytes === undefined ? '' : new TextDecoder().decode(bytes)
}

interface Field {
  readonly field: number
  /** Of a varint; larger ones than a double holds are times, which nobody reads. */
  readonly number: number
  readonly data: Uint8Array
}

const nothing = new Uint8Array(0)

/** The wire format: a key (number and type), then a varint, 8 or 4 bytes, or a length and as many bytes. */
function* fieldsOf(bytes: Uint8Array): Generator<Field> {
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
