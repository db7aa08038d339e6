import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2'
import type { Duplex } from 'node:stream'
import { code, framed, GrpcError, messagesOf, written } from './grpc.ts'

/** Calls of methods over one connection. */
export interface GrpcClient {
  /** Sends one message, hands over each that comes, and resolves at the end. Rejects with GrpcError, or the signal's reason. */
  call(request: GrpcRequest, signal: AbortSignal): Promise<void>
  close(): void
}

interface GrpcRequest {
  /** `/package.Service/Method`. */
  readonly path: string
  readonly message: Uint8Array
  readonly onMessage: (message: Uint8Array) => void
  /** Metadata of the call. */
  readonly headers?: Readonly<Record<string, string>>
}

export function grpcOver(socket: Duplex): GrpcClient {
  const session = connect('http://engine', {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: 1024 * 1024 },
  })
  // Each call hears of it by itself.
  session.on('error', () => undefined)
  return {
    call: async (request, signal) => await call(session, request, signal),
    close: () => {
      session.destroy()
      socket.destroy()
    },
  }
}

async function call(session: ClientHttp2Session, request: GrpcRequest, signal: AbortSignal): Promise<void> {
  const headers = {
    ':method': 'POST',
    ':path': request.path,
    'content-type': 'application/grpc',
    te: 'trailers',
    ...request.headers,
  } as const
  const stream = session.request(headers, { signal })
  const told: IncomingHttpHeaders = {}
  // A call that fails at once says so in its headers, another one behind its messages.
  stream.on('response', (received) => Object.assign(told, received))
  stream.on('trailers', (received) => Object.assign(told, received))
  try {
    await written(stream, framed(request.message))
    stream.end()
    for await (const message of messagesOf(stream)) request.onMessage(message)
  } catch (error) {
    signal.throwIfAborted()
    if (told['grpc-status'] === undefined) throw error
  }
  signal.throwIfAborted()
  const status = Number(told['grpc-status'] ?? code.unknown)
  if (status === 0) return
  throw new GrpcError(decoded(messageIn(told)), status)
}

function decoded(message: string): string {
  try {
    return decodeURIComponent(message)
  } catch {
    return message
  }
}

function messageIn(told: IncomingHttpHeaders): string {
  const message = told['grpc-message']
  return typeof message === 'string' ? message : 'the engine closed the connection'
}
