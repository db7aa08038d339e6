import { fieldsOf, textOf } from '../buildkit/wire.ts'

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

/** Decodes a StatusResponse. */
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
    digest: textOf(fields.get(1)?.data),
    name: textOf(fields.get(3)?.data),
    cached: fields.get(4)?.number === 1,
    started: fields.has(5),
    completed: fields.has(6),
    error: textOf(fields.get(7)?.data),
  }
}

function log(bytes: Uint8Array): { readonly vertex: string; readonly text: string } {
  const fields = new Map([...fieldsOf(bytes)].map(({ field, data }) => [field, data] as const))
  return { vertex: textOf(fields.get(1)), text: textOf(fields.get(4)) }
}
