import type { IncomingMessage } from 'node:http'
import type { HttpRequest } from '../../scenario/scenario.ts'
import type { Address, Places } from './address.ts'

/** What a server has answered. */
export interface Answer {
  readonly status: number
  readonly message: string
  readonly headers: ReadonlyMap<string, string>
  readonly body: string
}

/** Milliseconds in which a server has to answer. */
const patience = 30_000
/** Bytes of an answer that are read. */
const mostBytes = 4 * 1024 * 1024

/** The address of a request with everything that a project has moved or named. Throws an Error for what is no address. */
export function addressOf(url: string, places: Places): URL {
  const parsed = URL.parse(/^[a-z]+:\/\//i.test(url) ? url : `http://${url}`)
  if (parsed === null || !/^https?:$/.test(parsed.protocol)) throw new Error(`${url} is not an HTTP address`)
  const port = parsed.port === '' ? (parsed.protocol === 'https:' ? 443 : 80) : Number(parsed.port)
  const found = placeOf(parsed.hostname, port, places)
  if (found === undefined) return parsed
  parsed.hostname = found.host.includes(':') ? `[${found.host}]` : found.host
  parsed.port = String(found.port)
  return parsed
}

const here: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '0.0.0.0', '[::1]'])

function placeOf(host: string, port: number, places: Places): Address | undefined {
  return here.has(host) ? places.moved(port) : places.of(host, port)
}

/** Sends a request; redirects are not followed. Rejects where there is no answer. */
export async function send(request: HttpRequest, url: URL, signal: AbortSignal): Promise<Answer> {
  const { request: open } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const { method, headers, body } = request
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patience)])
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const sent = open(
      url,
      { method, agent: false, signal: limit, headers: { ...length, ...Object.fromEntries(headers) } },
      resolve,
    )
    sent.on('error', reject)
    sent.end(body)
  })
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of response) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > mostBytes) break
  }
  const fields = Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)])
  return {
    status: response.statusCode ?? 0,
    message: response.statusMessage ?? '',
    headers: new Map(fields),
    body: Buffer.concat(chunks).toString('utf8'),
  }
}
