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

/** Milliseconds in which a server has to answer. */
const patience = 5_000

/**
 * The status of an answer, of which nothing but the head is read; or why there is none, in words. Redirects are not
 * followed. Never rejects; a signal that aborts ends it.
 */
export async function httpAnswer(question: Question, signal: AbortSignal): Promise<number | string> {
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
    headers: { Host: `localhost:${port}`, 'User-Agent': 'muster', ...Object.fromEntries(headers) },
  }
  return await new Promise((resolve) => {
    const req = request(options, (response: IncomingMessage) => {
      resolve(response.statusCode ?? 'no status')
      response.destroy()
    })
    req.on('error', (error: NodeJS.ErrnoException) => resolve(limit.aborted ? 'no answer within 5 s' : reasonOf(error)))
    req.end()
  })
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ECONNREFUSED') return 'connection refused'
  if (code === 'ECONNRESET') return 'the connection was closed without an answer'
  return code === undefined || code === '' ? message : code
}
