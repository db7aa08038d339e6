import { type IncomingHttpHeaders, performServerHandshake, type ServerHttp2Stream } from 'node:http2'
import type { Duplex } from 'node:stream'
import { code, framed, GrpcError, messagesOf, written } from './grpc.ts'

/** One call of a method. */
export interface Call {
  /** All values of a header, in their order. */
  readonly header: (name: string) => readonly string[]
  readonly messages: AsyncIterable<Uint8Array>
  readonly send: (message: Uint8Array) => Promise<void>
  /** Many small ones, in as few pieces as is reasonable. */
  readonly sendAll: (messages: Iterable<Uint8Array>) => Promise<void>
}

/** Answers a call. What it throws is the call's end: GrpcError with its code. */
export type Method = (call: Call) => Promise<void>

/** A method with one message each way. */
export function unary(answer: (request: Uint8Array) => Promise<Uint8Array> | Uint8Array): Method {
  return async ({ messages, send }) => {
    for await (const request of messages) return await send(await answer(request))
  }
}

export interface GrpcServer {
  readonly close: () => void
}

/** Thousands of patterns come as headers of one call. */
const settings = { maxHeaderListSize: 16 * 1024 * 1024, initialWindowSize: 1024 * 1024 }
const maxHeaderListPairs = 100_000

/** Serves methods, by their path, to the other side of a connection. */
export function serveGrpc(socket: Duplex, methods: ReadonlyMap<string, Method>): GrpcServer {
  const session = performServerHandshake(socket, { settings, maxHeaderListPairs })
  // The engine closes the connection when it has no more use for it; its build says what went wrong.
  session.on('error', () => undefined)
  session.on('stream', (...given) => {
    const [stream, headers] = given
    stream.on('error', () => undefined)
    void answer(stream, methods.get(String(headers[':path'])), rawHeadersIn(given))
  })
  return {
    close: () => {
      session.destroy()
      socket.destroy()
    },
  }
}

/** The only form that keeps equal headers apart. Node hands it over although its types do not say so everywhere. */
function rawHeadersIn([, , , raw]: readonly unknown[]): readonly string[] {
  return raw as readonly string[]
}

async function answer(
  stream: ServerHttp2Stream,
  method: Method | undefined,
  rawHeaders: readonly string[],
): Promise<void> {
  let trailers = ended()
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true })
  stream.on('wantTrailers', () => stream.sendTrailers(trailers))
  try {
    if (method === undefined) throw new GrpcError('there is no such method', code.unimplemented)
    await method({
      header: (name) => rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1] === name),
      messages: messagesOf(stream),
      send: async (message) => await written(stream, framed(message)),
      sendAll: async (messages) => {
        for (const piece of pieces(messages)) await written(stream, piece)
      },
    })
  } catch (error) {
    trailers = ended(error as Error)
  }
  if (stream.destroyed) return
  stream.resume()
  stream.end()
}

/** Bytes. */
const pieceSize = 64 * 1024

function* pieces(messages: Iterable<Uint8Array>): Generator<Uint8Array> {
  let held: Uint8Array[] = []
  let size = 0
  for (const message of messages) {
    held.push(framed(message))
    size += message.length
    if (size < pieceSize) continue
    yield Buffer.concat(held)
    held = []
    size = 0
  }
  yield Buffer.concat(held)
}

function ended(error?: Error): IncomingHttpHeaders {
  if (error === undefined) return { 'grpc-status': '0' }
  const status = error instanceof GrpcError ? error.code : code.unknown
  return { 'grpc-status': String(status), 'grpc-message': encodeURIComponent(error.message) }
}
