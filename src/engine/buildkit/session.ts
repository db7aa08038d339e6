import { randomUUID } from 'node:crypto'
import type { Transport } from '../transport/transport.ts'
import { type Method, serveGrpc, unary } from './grpc-server.ts'
import { message } from './wire.ts'

/** A connection over which BuildKit asks for what a build needs of the user's side, as long as the build runs. */
export interface Session {
  readonly id: string
  readonly close: () => void
}

export interface SessionOptions {
  /** Sessions of one key share what was sent before: only changed files come again. */
  readonly sharedKey: string
  readonly methods: ReadonlyMap<string, Method>
  readonly signal: AbortSignal
}

const healthy = 1

/**
 * `POST /session`: the engine becomes the client and calls the methods. It asks each five seconds whether the session is
 * alive, and ends it where it hears nothing (BuildKit 0.8 to 0.25).
 */
export async function openSession(transport: Transport, options: SessionOptions): Promise<Session> {
  const id = randomUUID()
  const alive = unary(() => message([[1, healthy]]))
  const methods = new Map([...options.methods, ['/grpc.health.v1.Health/Check', alive]])
  const socket = await transport.hijack({
    operation: 'open a session with BuildKit',
    method: 'POST',
    path: '/session',
    headers: {
      Upgrade: 'h2c',
      'X-Docker-Expose-Session-Uuid': id,
      'X-Docker-Expose-Session-Name': 'muster',
      'X-Docker-Expose-Session-Sharedkey': options.sharedKey,
      'X-Docker-Expose-Session-Grpc-Method': [...methods.keys()],
    },
    signal: options.signal,
  })
  const { close } = serveGrpc(socket, methods)
  return { id, close }
}
