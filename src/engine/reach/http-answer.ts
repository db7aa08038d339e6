import type { IncomingMessage, RequestOptions } from 'node:http'

export interface Question {
  readonly address: string
  readonly port: number
  readonly path: string
  readonly method: string
  readonly headers: ReadonlyMap<string, string>
  /** Certificates are not checked: they are made for names, and this is an address. */
  readonly tls: boolean
}

/** What came of a request: the status of the answer, or in words why there was none. */
export type HttpAnswer = { readonly status: number } | { readonly none: string; readonly unreached?: true }

/** Milliseconds in which a server has to answer. */
const patience = 5_000

/** Milliseconds in which a connection must be there; see `reach`. */
const connecting = 500

/**
 * Sends one request and reads nothing but the head of the answer. Redirects are not followed. Never rejects; a signal that aborts
 * ends it.
 */
export async function httpAnswer(question: Question, signal: AbortSignal): Promise<HttpAnswer> {
  const { request } = question.tls ? await import('node:https') : await import('node:http')
  const { address: host, port, path, method, headers } = question
  const limit = AbortSignal.timeout(patience)
  const options: RequestOptions & { readonly rejectUnauthorized: boolean } = {
    host,
    port,
    path,
    method,
    agent: false,
    signal: AbortSignal.any([signal, limit]),
    rejectUnauthorized: false,
    // Only the status counts: lines may end as those of many a simple server do.
    insecureHTTPParser: true,
    headers: { Host: `localhost:${port}`, 'User-Agent': 'muster', ...Object.fromEntries(headers) },
  }
  return await new Promise((resolve) => {
    const req = request(options, (response: IncomingMessage) => {
      resolve({ status: response.statusCode ?? 0 })
      response.destroy()
    })
    req.on('socket', (socket) => {
      const timer = setTimeout(() => {
        resolve({ none: 'no way from here to the container', unreached: true })
        req.destroy()
      }, connecting)
      socket.once('connect', () => clearTimeout(timer)).once('close', () => clearTimeout(timer))
    })
    req.on('error', (error: NodeJS.ErrnoException) =>
      resolve(limit.aborted ? { none: 'no answer within 5 s' } : reasonOf(error)),
    )
    req.end()
  })
}

function reasonOf({ code, message }: NodeJS.ErrnoException): HttpAnswer {
  if (code === 'ECONNREFUSED') return { none: 'connection refused' }
  if (code === 'ECONNRESET') return { none: 'the connection was closed without an answer' }
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || code === 'ETIMEDOUT')
    return { none: 'no way from here to the container', unreached: true }
  if (code?.startsWith('HPE_') === true) return { none: 'the answer is not HTTP' }
  return { none: code === undefined || code === '' ? message : code }
}
