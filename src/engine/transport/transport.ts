import type { IncomingMessage } from 'node:http'
import type { Duplex, Readable } from 'node:stream'
import { EngineError } from '../port.ts'
import { Unusual } from './answer-parser.ts'
import { askDirectly, place, streamDirectly } from './direct.ts'
import type { Endpoint } from './endpoint.ts'
import { answered, isPage, misshapen, pageInstead, unanswered } from './failure.ts'
import type { Form } from './form.ts'
import { jsonText } from './json-text.ts'
import type { PlainAnswer } from './plain-answer.ts'

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
  /** Sent before the engine has said which API it speaks, and once more where it does not speak the newest. For what reads only. */
  readonly early?: true
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
}

export interface Transport {
  /** The whole answer, with its headers. */
  answer(request: Request): Promise<PlainAnswer>
  /** The decoded answer, in the form that it has to have. Rejects with EngineError where it has another. */
  json<T>(request: Request, form: Form<T>): Promise<T>
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

/**
 * Requests through docker-modem's `dial`, below its JSON handling, which changes its input and hides headers. What only
 * asks for an answer in whole does without the modem: `wire` is loaded by the first request that needs it.
 */
export function transportOver(wire: () => Promise<Wire>, endpoint: Endpoint): Transport {
  const stream = async (request: Request): Promise<IncomingMessage> => {
    const response = (await send(wire, { ...request, upgrade: false }, endpoint)) as IncomingMessage
    const status = response.statusCode ?? 0
    if (isFine(request, status)) return response
    throw answered({ operation: request.operation, endpoint }, status, await text(response))
  }
  const throughModem = async (request: Request): Promise<PlainAnswer> => {
    const response = await stream(request)
    const body = await text(response).catch((error: unknown) => {
      throw failure(request, error, endpoint)
    })
    return { status: response.statusCode ?? 0, headers: response.headers as PlainAnswer['headers'], body }
  }
  const answer = async (request: Request): Promise<PlainAnswer> => {
    const found = isPlain(request, endpoint) ? await asked(request, endpoint) : undefined
    if (found === undefined) return await throughModem(request)
    if (isFine(request, found.status)) return found
    throw answered({ operation: request.operation, endpoint }, found.status, found.body)
  }
  const json = async <T>(request: Request, form: Form<T>): Promise<T> => {
    const value = decode(request.operation, (await answer(request)).body, endpoint)
    const wrong = form(value)
    if (wrong !== undefined) throw misshapen(request.operation, wrong, endpoint)
    return value as T
  }
  const hijack = async (request: Request): Promise<Duplex> => {
    const received = await send(wire, { ...request, upgrade: true }, endpoint)
    if (!isAnswer(received)) return received
    const { operation } = request
    const status = received.statusCode ?? 0
    if (status >= 300) throw answered({ operation, endpoint }, status, await text(received))
    received.destroy()
    const message = `${operation}: the engine, or something before it, does not give the connection over (HTTP ${status} and not 101)`
    throw new EngineError(message, { status, operation })
  }
  const output = async (request: Request): Promise<AsyncIterable<Uint8Array>> => {
    const { status, body } = await streamDirectly(request, endpoint).catch((error: unknown) => {
      throw failure(request, error, endpoint)
    })
    if (isFine(request, status)) return body
    throw answered({ operation: request.operation, endpoint }, status, await text(body))
  }
  return { answer, stream, output, json, hijack }
}

function isFine({ accept }: Request, status: number): boolean {
  return (status >= 200 && status < 300) || accept?.includes(status) === true
}

/** What is sent is small and there at once, and the connection is not one that has to be trusted first. */
function isPlain({ tar }: Request, { tls }: Endpoint): boolean {
  return tar === undefined && tls === undefined
}

/** Undefined for an answer that the modem may know better how to read, where asking again changes nothing. */
async function asked(request: Request, endpoint: Endpoint): Promise<PlainAnswer | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await askDirectly(request, endpoint)
    } catch (error) {
      if (error instanceof Unusual && request.method === 'GET') return undefined
      if (attempt === 3 || !isStale(request, error)) throw failure(request, error, endpoint)
    }
  }
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
async function send(
  wire: () => Promise<Wire>,
  request: Dialled,
  endpoint: Endpoint,
): Promise<IncomingMessage | Duplex> {
  const { dial, dropIdle } = await wire()
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
  if (body !== undefined) return Buffer.from(jsonText(body))
  return upgrade ? Buffer.alloc(0) : undefined
}

function contentType(request: Request): string {
  return request.tar === undefined ? 'application/json' : 'application/x-tar'
}

function failure(request: Request, error: unknown, endpoint: Endpoint): unknown {
  if (error instanceof EngineError) return error
  return request.signal?.aborted
    ? request.signal.reason
    : unanswered(
        { operation: request.operation, changes: request.method !== 'GET' && request.method !== 'HEAD' },
        error,
        endpoint,
      )
}

async function text(response: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  for await (const chunk of response) chunks.push(chunk)
  return Buffer.concat(chunks).toString('utf8')
}

function decode(operation: string, body: string, endpoint: Endpoint): unknown {
  if (body.trim() === '') return undefined
  try {
    return JSON.parse(body)
  } catch (cause) {
    if (isPage(body)) throw new EngineError(pageInstead(operation, '', { page: body, endpoint }), { operation, cause })
    throw new EngineError(`${operation}: the engine's answer is broken JSON: ${body.slice(0, 80)}`, {
      operation,
      cause,
    })
  }
}
