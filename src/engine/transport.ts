import type { IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import type { Endpoint } from './endpoint.ts'
import { answered, unanswered } from './failure.ts'
import { EngineError } from './port.ts'
import { type RawAnswer, readAnswer } from './raw-answer.ts'

/** One request to the engine's HTTP API. */
export interface Request {
  /** For errors: `start container web-1`. */
  readonly operation: string
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE'
  /** Without version: `/containers/json`. */
  readonly path: string
  readonly query?: Readonly<Record<string, string | number | readonly string[] | undefined>>
  /** An array is sent as several headers. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>
  /** Sent as JSON. */
  readonly body?: unknown
  /** Sent as it is, as `application/x-tar`. */
  readonly tar?: Uint8Array | Readable
  /** Statuses that are no error, besides 2xx. */
  readonly accept?: readonly number[]
  readonly signal?: AbortSignal
}

/** What is used of docker-modem. */
export interface Dial {
  (options: object, callback: (error: Error | null, response: IncomingMessage | Duplex) => void): void
}

/** How requests get to the engine. */
export interface Wire {
  readonly dial: Dial
  /** Closes the connections that are kept open without a request. */
  readonly dropIdle: () => void
  /** A connection for one request that is written and read by hand. */
  readonly connect: () => Duplex
}

export interface Transport {
  /** The decoded answer; `undefined` for an empty one. */
  json<T>(request: Request): Promise<T>
  /** The answer as it comes. Breaking off the iteration, or the signal, closes the connection. */
  stream(request: Request): Promise<IncomingMessage>
  /** The body of an answer to a GET or a POST without a body, read so that very many small chunks of it cost little. */
  output(request: Request): Promise<AsyncIterable<Uint8Array>>
  /**
   * The connection itself, once the engine has given it over to a conversation in both directions (`Upgrade: tcp`). The
   * caller closes it.
   */
  hijack(request: Request): Promise<Duplex>
}

/** Requests through docker-modem's `dial`, below its JSON handling, which changes its input and hides headers. */
export function transportOver(wire: Wire, endpoint: Endpoint): Transport {
  const stream = async (request: Request): Promise<IncomingMessage> => {
    const response = (await send(wire, { ...request, upgrade: false }, endpoint)) as IncomingMessage
    const status = response.statusCode ?? 0
    if ((status >= 200 && status < 300) || request.accept?.includes(status)) return response
    throw answered({ operation: request.operation, endpoint }, status, await text(response))
  }
  const json = async <T>(request: Request): Promise<T> => {
    const response = await stream(request)
    const body = await text(response).catch((error: unknown) => {
      throw failure(request, error, endpoint)
    })
    return decode(request.operation, body) as T
  }
  const hijack = async (request: Request): Promise<Duplex> => {
    const answer = await send(wire, { ...request, upgrade: true }, endpoint)
    if (!isAnswer(answer)) return answer
    const { operation } = request
    const status = answer.statusCode ?? 0
    if (status >= 300) throw answered({ operation, endpoint }, status, await text(answer))
    answer.destroy()
    const message = `${operation}: the engine, or something before it, does not give the connection over (HTTP ${status} and not 101)`
    throw new EngineError(message, { status, operation })
  }
  const output = async (request: Request): Promise<AsyncIterable<Uint8Array>> => {
    const { status, body } = await rawAnswer(wire, request, endpoint)
    if (status >= 200 && status < 300) return body
    throw answered({ operation: request.operation, endpoint }, status, await text(body))
  }
  return { stream, output, json, hijack }
}

async function rawAnswer({ connect }: Wire, request: Request, endpoint: Endpoint): Promise<RawAnswer> {
  request.signal?.throwIfAborted()
  const connection = connect()
  const close = (): void => void connection.destroy(request.signal?.reason as Error)
  request.signal?.addEventListener('abort', close, { once: true })
  connection.once('close', () => request.signal?.removeEventListener('abort', close))
  try {
    connection.write(headOf(request, endpoint))
    return await readAnswer(connection as AsyncIterable<Uint8Array>)
  } catch (error) {
    connection.destroy()
    throw failure(request, error, endpoint)
  }
}

function headOf(request: Request, endpoint: Endpoint): string {
  const { host, prefix } = place(endpoint)
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of [value].flat()) if (one !== undefined) query.append(name, String(one))
  }
  const headers = { Host: 'engine', ...host, 'Content-Length': '0', ...request.headers }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return `${request.method} ${prefix}${request.path}?${query.toString()} HTTP/1.1\r\n${lines.join('')}\r\n`
}

function isAnswer(received: IncomingMessage | Duplex): received is IncomingMessage {
  return 'statusCode' in received
}

interface Dialled extends Request {
  /** Asks for the connection itself. */
  readonly upgrade: boolean
}

/**
 * Requests that only read are sent again where a connection that was kept open has been closed by the engine meanwhile.
 * Then the others that were kept are hardly better, and the next attempt gets a new one.
 */
async function send({ dial, dropIdle }: Wire, request: Dialled, endpoint: Endpoint): Promise<IncomingMessage | Duplex> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await dialled(dial, request, endpoint)
    } catch (error) {
      if (attempt === 3 || !isStale(request, error)) throw failure(request, error, endpoint)
      dropIdle()
    }
  }
}

function isStale({ method, signal }: Request, error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException
  return method === 'GET' && signal?.aborted !== true && (code === 'ECONNRESET' || code === 'EPIPE')
}

const anyStatus: object = new Proxy({}, { get: () => true })

function dialled(dial: Dial, request: Dialled, endpoint: Endpoint): Promise<IncomingMessage | Duplex> {
  request.signal?.throwIfAborted()
  const { host, prefix } = place(endpoint)
  const payload = payloadOf(request)
  const query = Object.entries(request.query ?? {}).filter(([, value]) => value !== undefined)
  const options = {
    method: request.method,
    // The modem appends the query to a path that ends in `?`, and takes the query for a body unless told otherwise.
    path: `${prefix}${request.path}${query.length === 0 ? '' : '?'}`,
    ...(query.length > 0 && { options: { _query: Object.fromEntries(query), _body: {} } }),
    headers: { ...host, ...(payload && { 'Content-Type': contentType(request) }), ...request.headers },
    ...(payload && {
      file:
        payload instanceof Uint8Array ? Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength) : payload,
    }),
    ...(request.signal && { abortSignal: request.signal }),
    isStream: true,
    hijack: request.upgrade,
    statusCodes: anyStatus,
  }
  return new Promise((resolve, reject) => {
    dial(options, (error, response) => (error ? reject(error) : resolve(response)))
  })
}

/** A connection that is given over needs a length, too: chunks of a body would become the first words of the conversation. */
function payloadOf({ tar, body, upgrade }: Dialled): Uint8Array | Readable | undefined {
  if (tar !== undefined) return tar
  if (body !== undefined) return Buffer.from(JSON.stringify(body))
  return upgrade ? Buffer.alloc(0) : undefined
}

function place({ target }: Endpoint): { readonly host: Record<string, string>; readonly prefix: string } {
  if (target.kind === 'unix') return { host: {}, prefix: '' }
  // A proxy in front of the engine tells hosts by this header.
  const name = target.host.includes(':') ? `[${target.host}]` : target.host
  return { host: { Host: `${name}:${target.port}` }, prefix: target.prefix }
}

function contentType(request: Request): string {
  return request.tar === undefined ? 'application/json' : 'application/x-tar'
}

function failure(request: Request, error: unknown, endpoint: Endpoint): unknown {
  if (error instanceof EngineError) return error
  return request.signal?.aborted ? request.signal.reason : unanswered(request.operation, error, endpoint)
}

async function text(response: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function decode(operation: string, body: string): unknown {
  if (body.trim() === '') return undefined
  try {
    return JSON.parse(body)
  } catch (cause) {
    throw new EngineError(`${operation}: the engine's answer is broken JSON: ${body.slice(0, 80)}`, {
      operation,
      cause,
    })
  }
}
