import { createConnection } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Endpoint } from './endpoint.ts'
import { jsonText } from './json-text.ts'
import { type PlainAnswer, plainAnswer } from './plain-answer.ts'
import { type RawAnswer, readAnswer } from './raw-answer.ts'
import { trust } from './tls.ts'

/** A request whose body, if it has one, is small, for a connection that nobody else uses. */
export interface Direct {
  readonly method: string
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>
  /** An array is sent as several headers. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Sent as JSON. */
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** The whole answer. Rejects as the connection does, and with Unusual. */
export async function askDirectly(request: Direct, endpoint: Endpoint): Promise<PlainAnswer> {
  request.signal?.throwIfAborted()
  return await plainAnswer(await connectTo(endpoint), textOf(request, endpoint), request.signal)
}

/** The answer as it comes. Rejects as the connection does, and with Unusual. */
export async function streamDirectly(request: Direct, endpoint: Endpoint): Promise<RawAnswer> {
  const { signal } = request
  signal?.throwIfAborted()
  const connection = await connectTo(endpoint)
  const close = (): void => void connection.destroy(signal?.reason as Error)
  signal?.addEventListener('abort', close, { once: true })
  connection.once('close', () => signal?.removeEventListener('abort', close))
  try {
    connection.write(textOf(request, endpoint))
    return await readAnswer(connection as AsyncIterable<Uint8Array>)
  } catch (error) {
    connection.destroy()
    throw error
  }
}

async function connectTo({ target, tls }: Endpoint): Promise<Duplex> {
  const where = target.kind === 'unix' ? { path: target.path } : { host: target.host, port: target.port }
  if (tls === undefined) return createConnection(where)
  // Loaded where it is needed: TLS costs some milliseconds of every start.
  const { connect } = await import('node:tls')
  return connect({ ...where, ...trust(tls) })
}

/** The name in the header, by which a proxy in front of the engine tells hosts, and what stands before each path. */
export function place({ target }: Endpoint): { readonly host: Record<string, string>; readonly prefix: string } {
  if (target.kind === 'unix') return { host: {}, prefix: '' }
  const name = target.host.includes(':') ? `[${target.host}]` : target.host
  return { host: { Host: `${name}:${target.port}` }, prefix: target.prefix }
}

function textOf({ method, path, query = {}, headers: own, body }: Direct, endpoint: Endpoint): string {
  const { host, prefix } = place(endpoint)
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === undefined ? [] : [`${name}=${encodeURIComponent(one)}`])),
  )
  const target = `${prefix}${path}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`
  const json = body === undefined ? '' : jsonText(body)
  const type = json === '' ? {} : { 'Content-Type': 'application/json' }
  const length = method === 'GET' ? {} : { 'Content-Length': `${Buffer.byteLength(json)}` }
  const headers = { Host: 'localhost', ...host, Connection: 'close', ...type, ...length, ...own }
  const lines = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => `${name}: ${one}\r\n`))
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${json}`
}
