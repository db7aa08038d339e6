import type { Agent, ClientRequest, IncomingMessage } from 'node:http'
import { RegistryError } from './registry-error.ts'

/** One request, to an address that is given in full. */
export interface Message {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  /** Bytes of an answer at most. */
  readonly limit: number
  readonly signal?: AbortSignal
}

/** A whole answer of a registry. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: Buffer
}

/** Sends one request and reads its answer. Rejects with RegistryError, which names the host and nothing else of the request. */
export interface Send {
  (message: Message): Promise<Answer>
}

/** How long an answer is waited for, in milliseconds. */
export interface Patience {
  /** Without a byte. */
  readonly silence: number
  /** For all of it: nobody needs minutes for the few megabytes that are asked for, unless he means to keep us waiting. */
  readonly whole: number
}

const usual: Patience = { silence: 30_000, whole: 120_000 }

/**
 * Trusts the roots of Node and of the system (also SSL_CERT_FILE and SSL_CERT_DIR), and what `authorities` gives for a host.
 * Goes through the proxies of the environment where Node knows how (24.5).
 */
export function sender(authorities: (host: string) => readonly string[], patience: Patience = usual): Send {
  const known = new Map<string, Promise<Connection>>()
  return async (message) => {
    const { url } = message
    const opened = known.get(url.origin) ?? connection(url, authorities)
    known.set(url.origin, opened)
    try {
      const { request, agent } = await opened
      return await exchanged(message, (options) => request(url, { ...options, agent }), patience)
    } catch (error) {
      if (message.signal?.aborted) throw message.signal.reason
      if (error instanceof RegistryError) throw error
      throw unreached(url.host, error as NodeJS.ErrnoException)
    }
  }
}

const kept = { keepAlive: true, proxyEnv: process.env }

type Dial = (options: object) => ClientRequest

interface Connection {
  readonly request: (url: URL, options: object) => ClientRequest
  readonly agent: Agent
}

async function connection(url: URL, authorities: (host: string) => readonly string[]): Promise<Connection> {
  if (url.protocol === 'http:') {
    const { Agent, request } = await import('node:http')
    return { request, agent: new Agent({ ...kept } as object) }
  }
  const [{ Agent, request }, tls] = await Promise.all([import('node:https'), import('node:tls')])
  const system = tls.getCACertificates?.('system') ?? []
  const ca = [...tls.rootCertificates, ...system, ...authorities(url.host)]
  return { request, agent: new Agent({ ca, ...kept } as object) }
}

function exchanged(
  { method, headers, body, limit, signal }: Message,
  dial: Dial,
  { silence, whole }: Patience,
): Promise<Answer> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const exchange = new Promise<Answer>((resolve, reject) => {
    const length = body === undefined && method !== 'POST' ? {} : { 'Content-Length': String(body?.length ?? 0) }
    const sent = dial({ method, headers: { ...headers, ...length }, signal, timeout: silence })
    const late = `registry ${sent.host} takes longer than ${whole / 1000} s for an answer`
    timer = setTimeout(() => sent.destroy(new RegistryError(late)), whole)
    sent.on('error', reject)
    sent.on('timeout', () => sent.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })))
    sent.on('response', (response) => {
      const chunks: Buffer[] = []
      let size = 0
      response.on('data', (chunk: Buffer) => {
        size += chunk.length
        if (size > limit) sent.destroy(new RegistryError(`the registry sent more than ${limit} bytes`))
        else chunks.push(chunk)
      })
      response.on('error', reject)
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
      )
    })
    sent.end(body)
  })
  return exchange.finally(() => clearTimeout(timer))
}

function unreached(host: string, error: NodeJS.ErrnoException): RegistryError {
  const { code = '', message } = error
  const details = { cause: error }
  if (/^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|ERR_TLS_CERT)/.test(code))
    return new RegistryError(
      `registry ${host}: its certificate is not trusted (${message}); name its authority with SSL_CERT_FILE, or put it into /etc/docker/certs.d/${host}/ca.crt`,
      details,
    )
  if (/^(EPROTO|ERR_SSL)/.test(code))
    return new RegistryError(
      `registry ${host} does not speak TLS (${code}); a registry without it is named with --insecure-registry ${host}`,
      details,
    )
  return new RegistryError(`registry ${host} cannot be reached: ${code === '' ? message : code}`, details)
}
