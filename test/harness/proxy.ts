import { mkdtemp, rm } from 'node:fs/promises'
import * as http from 'node:http'
import * as net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engineTarget } from './engine.ts'

/** One request that a client sent through the proxy. `n` counts from 1. */
export interface RecordedRequest {
  readonly n: number
  readonly method: string
  /** Path without the `/v1.51` prefix, with the query. */
  readonly path: string
  readonly body: string
}

/** What the proxy does with a request. `before`: the engine never sees it. `after`: the engine did it, the client never hears. */
export type Fault =
  | { readonly do: 'pass' }
  | { readonly do: 'lose'; readonly when: 'before' | 'after'; readonly onLost?: () => void }
  | { readonly do: 'delay'; readonly ms: number }
  | { readonly do: 'fail'; readonly status: number; readonly message: string }
  | { readonly do: 'cut'; readonly afterBytes: number }

/**
 * Disposed of when the engine has finished what it was asked for: it goes on with a request whose client was killed,
 * and a container that is being stopped looks as if it ran.
 */
export interface EngineProxy extends AsyncDisposable {
  /** For DOCKER_HOST. */
  readonly address: string
  readonly requests: readonly RecordedRequest[]
  /** Cuts every connection that is open now, for instance the event stream. */
  cutAll(): void
  /** As an engine that is restarted: cuts every connection, and takes no other until the promise, some `ms` later, resolves. */
  outage(ms: number): Promise<void>
}

const MUTATING = new Set(['POST', 'PUT', 'DELETE'])

/** Requests that change the engine. Health probes and other execs change nothing that `up` is about, nor does an attach. */
export function mutating(requests: readonly RecordedRequest[]): readonly RecordedRequest[] {
  return requests.filter((r) => MUTATING.has(r.method) && !/^\/(exec|containers\/[^/]+\/(exec|attach))\b/.test(r.path))
}

/**
 * A proxy on a unix socket in front of the real engine. It records every request and injects the fault that `decide`
 * answers for it. Streams and hijacked connections (attach, exec) pass unchanged.
 */
export async function startProxy(
  decide: (request: RecordedRequest) => Fault = () => ({ do: 'pass' }),
): Promise<EngineProxy> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-proxy-'))
  const socket = join(folder, 'engine.sock')
  const requests: RecordedRequest[] = []
  const sockets = new Set<net.Socket>()
  const underway = new Set<Promise<void>>()
  const record = (req: http.IncomingMessage, body: string): RecordedRequest => {
    const path = (req.url ?? '').replace(/^\/v\d+\.\d+/, '')
    const request = { n: requests.length + 1, method: req.method ?? '', path, body }
    requests.push(request)
    return request
  }
  let out = false
  const server = http.createServer((req, res) => {
    const done: Promise<void> = forward(req, res, (body) => decide(record(req, body)))
      .catch(() => void res.destroy())
      .finally(() => underway.delete(done))
    underway.add(done)
  })
  server.on('upgrade', (req, client: net.Socket, head) => {
    hijack(req, client, { head, fault: decide(record(req, '')) })
  })
  server.on('connection', (client) => {
    if (out) return void client.destroy()
    sockets.add(client)
    client.on('error', () => client.destroy())
    client.on('close', () => sockets.delete(client))
  })
  server.keepAliveTimeout = 0
  server.requestTimeout = 0
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const cutAll = (): void => sockets.forEach((s) => s.destroy())
  return {
    address: `unix://${socket}`,
    requests,
    cutAll,
    outage: async (ms) => {
      out = true
      cutAll()
      await new Promise((resolve) => setTimeout(resolve, ms))
      out = false
    },
    async [Symbol.asyncDispose]() {
      cutAll()
      await Promise.all(underway)
      await new Promise<void>((resolve) => server.close(() => resolve()))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function forward(
  req: http.IncomingMessage,
  res: http.ServerResponse,
  decide: (body: string) => Fault,
): Promise<void> {
  // Only JSON bodies are buffered: a build context or an archive may be large and is passed on as it comes.
  const json = (req.headers['content-type'] ?? '').includes('json')
  const body = json ? await readBody(req) : undefined
  const fault = decide(body?.toString('utf8') ?? '')
  if (fault.do === 'delay') await new Promise((resolve) => setTimeout(resolve, fault.ms))
  if (fault.do === 'fail') {
    res.writeHead(fault.status, { 'content-type': 'application/json' }).end(JSON.stringify({ message: fault.message }))
    return
  }
  if (fault.do === 'lose' && fault.when === 'before') return lose(res, fault)
  const onward = http.request({
    ...engineTarget(),
    method: req.method,
    path: req.url,
    headers: req.headers,
    agent: false,
  })
  const closed = new Promise<void>((resolve) => onward.on('close', resolve))
  onward.on('error', () => res.destroy())
  // The client went away: end the engine's side too, but let a request that changes something run to its end.
  // The output of a container that is removed before it ran never ends, nor always the wait for one (28.5.2).
  const changes = req.method !== 'GET' && !/\/(attach|wait)\b/.test(req.url ?? '')
  res.on('close', () => !changes && onward.destroy())
  // A client that died within a body will not send the rest: the engine must not wait for it.
  req.on('close', () => req.complete || onward.destroy())
  if (body === undefined) req.pipe(onward)
  else onward.end(body)
  onward.on('response', (answer) => {
    if (fault.do === 'lose') {
      answer.resume()
      // A stream of events or of output has no end: the engine has acted when it answers.
      if (/\/(events|logs|wait|attach)\b/.test(req.url ?? '')) lose(res, fault)
      else answer.on('end', () => lose(res, fault))
      return
    }
    res.writeHead(answer.statusCode ?? 502, answer.headers)
    res.flushHeaders()
    res.on('close', () => answer.resume())
    if (fault.do !== 'cut') answer.pipe(res)
    else cutAfter(answer, res, fault.afterBytes)
  })
  await closed
}

function lose(res: http.ServerResponse, fault: { readonly onLost?: () => void }): void {
  fault.onLost?.()
  res.destroy()
}

function cutAfter(answer: http.IncomingMessage, res: http.ServerResponse, bytes: number): void {
  let left = bytes
  answer.on('data', (chunk: Buffer) => {
    if (left <= 0) return
    const piece = chunk.subarray(0, left)
    left -= chunk.length
    // What was written must have arrived: a connection that is destroyed forgets what it has not sent.
    res.write(piece, () => left <= 0 && res.destroy())
  })
  answer.on('end', () => res.destroy())
}

function hijack(
  req: http.IncomingMessage,
  client: net.Socket,
  how: { readonly head: Buffer; readonly fault: Fault },
): void {
  if (how.fault.do === 'lose') {
    how.fault.onLost?.()
    client.destroy()
    return
  }
  const engine = net.connect(engineTarget().socketPath ?? '')
  const lines = [`${req.method} ${req.url} HTTP/1.1`]
  for (let i = 0; i < req.rawHeaders.length; i += 2) lines.push(`${req.rawHeaders[i]}: ${req.rawHeaders[i + 1]}`)
  engine.write(`${lines.join('\r\n')}\r\n\r\n`)
  if (how.head.length > 0) engine.write(how.head)
  engine.pipe(client)
  client.pipe(engine)
  for (const [one, other] of [
    [engine, client],
    [client, engine],
  ] as const) {
    one.on('error', () => other.destroy())
    one.on('close', () => other.destroy())
  }
}

async function readBody(req: http.IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
