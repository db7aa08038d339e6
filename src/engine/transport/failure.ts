import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { EngineError } from '../port.ts'
import type { Endpoint } from './endpoint.ts'
import { described, type Misfit } from './form.ts'
import type { Tunnel } from './tunnel.ts'

/** The operation of the first request: what answers it with an error is no engine. */
export const reaching = 'reach the engine'

/** An answer with an error status, as an error with the engine's own words. */
export function answered(
  { operation, endpoint }: { readonly operation: string; readonly endpoint: Endpoint },
  status: number,
  body: string,
): EngineError {
  const said = messageIn(body)
  if (/HTTP request to an HTTPS server/.test(said)) {
    const message = `${named(endpoint)} wants TLS: set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a context with certificates`
    return new EngineError(message, { status, operation, diagnosticKind: 'no-engine' })
  }
  if (operation === reaching) {
    const message = `${named(endpoint)} answers with HTTP ${status}: it is not a Docker Engine, or something stands before it; ${remedy(endpoint)}`
    return new EngineError(message, { status, operation, diagnosticKind: 'no-engine' })
  }
  if (status >= 300 && status < 400) {
    const message = `${named(endpoint)} answers with HTTP ${status}, which sends us elsewhere (${operation}): it is not a Docker Engine, or something stands before it; ${remedy(endpoint)}`
    return new EngineError(message, { status, operation })
  }
  if (isPage(said))
    return new EngineError(pageInstead(operation, `HTTP ${status} and `, { page: said, endpoint }), {
      status,
      operation,
    })
  const fact = cleaned(said)
  const message = `${named(endpoint)} answered HTTP ${status} without a reason (${operation}); look at the engine's log`
  return new EngineError(fact || message, { status, operation, words: fact === '' ? 'own' : 'the-engine' })
}

/** An answer that no engine gives. */
export function misshapen(operation: string, wrong: Misfit, endpoint: Endpoint): EngineError {
  const message = `${named(endpoint)} answers ${described(wrong)} (${operation}): it is not a Docker Engine, or something stands before it; ${remedy(endpoint)}`
  return new EngineError(message, { operation })
}

/** Whether a text is what a proxy or a web server shows to a browser. */
export function isPage(body: string): boolean {
  return /^\s*</.test(body)
}

/** A page where an answer of the engine should be. `status` is said before it. */
export function pageInstead(
  operation: string,
  status: string,
  { page, endpoint }: { readonly page: string; readonly endpoint: Endpoint },
): string {
  return `${named(endpoint)} answers ${status}a page, "${wordsOf(page)}" (${operation}): it is no Docker Engine, or something stands before it; ${remedy(endpoint)}`
}

/** What a person would read of it, at most. */
function wordsOf(page: string): string {
  const beginning = page.slice(0, 10_000)
  const [, title] = /<title[^<>]{0,200}>([^<]*)/i.exec(beginning) ?? []
  const words = (title ?? beginning.replace(/<[^<>]*>/g, ' ')).replace(/\s+/g, ' ').trim()
  return words.length > 80 ? `${words.slice(0, 80)}…` : words
}

function messageIn(body: string): string {
  try {
    const parsed = JSON.parse(body) as { message?: unknown } | null
    if (typeof parsed?.message === 'string') return parsed.message
  } catch {
    // Not JSON: the text is the message.
  }
  return body.length > 2000 ? `${body.slice(0, 2000)}…` : body
}

/** As Docker Engine words it, by its own allocation, its proxy, and since version 28 by its own listener. */
const takenPort = [
  /Bind for (\S+):(\d+) failed: port is already allocated/,
  /failed to bind host port for (\S+?):(\d+):\S+: address already in use/,
  /failed to bind host port (\S+):(\d+)\/\w+: address already in use/,
  /listen \w+ (\S+):(\d+): bind: address already in use/,
]

/** The engine's text without the wrappers that its layers put around the fact; a host port that is in use in one wording. */
export function cleaned(message: string): string {
  const [, address, port] = takenPort.map((pattern) => pattern.exec(message)).find((match) => match !== null) ?? []
  if (address !== undefined && port !== undefined) return `port is already allocated: ${address}:${port}`
  return message
    .replace(/^Error response from daemon: /, '')
    .replace(/failed to create task for container: /, '')
    .replace(/failed to create shim task: /, '')
    .replace(/OCI runtime create failed: (runc create failed: |crun: )?/, '')
    .replace(/: unknown\s*$/, '')
    .trim()
}

/** A request that got no whole answer. */
interface Unanswered {
  readonly operation: string
  /** It was to change something, which may have been done all the same. */
  readonly changes: boolean
}

/** No whole answer: names the socket or host, the likely cause, and what to do. */
export function unanswered({ operation, changes }: Unanswered, error: unknown, endpoint: Endpoint): EngineError {
  const { code = '', message } = error as NodeJS.ErrnoException
  const explained = explanation({ code, message, operation, changes }, endpoint)
  const otherwise = `${named(endpoint)}: ${message} (${operation}); ${remedy(endpoint)}`
  return new EngineError(explained ?? otherwise, { operation, cause: error, diagnosticKind: 'no-engine' })
}

interface Failed extends Unanswered {
  readonly code: string
  readonly message: string
}

function explanation({ code, message, ...request }: Failed, endpoint: Endpoint): string | undefined {
  const address = named(endpoint)
  if (endpoint.tunnel !== undefined) return throughTunnel(address, code, endpoint.tunnel)
  const instead = remedy(endpoint)
  const start = isLocal(endpoint) ? 'start it (systemctl start docker)' : 'start the engine on that machine'
  switch (code) {
    case 'ENOENT':
      return `${notConnected(endpoint)} The socket does not exist, no engine runs there${sayer(endpoint)}; ${start}${otherSocket(endpoint.target)}, or ${instead}`
    case 'ECONNREFUSED':
      return `${notConnected(endpoint)} No engine answers there${sayer(endpoint)}; ${start}, or ${instead}`
    case 'EACCES':
    case 'EPERM':
      return `${address}: no permission to open it; add yourself to the group docker (sudo usermod -aG docker $USER, then log in again), or run with sudo`
    case 'ENOTSOCK':
      return `${address} is not a socket; ${instead}`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `${address}: no host of that name is known; check its spelling and the DNS, or ${instead}`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${address} cannot be reached (${code}); check the network and firewall, or ${instead}`
    case 'EMFILE':
      return `${address}: this process may open no more files; raise the limit (ulimit -n 1024)`
    case 'ENFILE':
      return `${address}: no process may open more files; raise the limit of this machine (sysctl fs.file-max)`
    case 'ECONNRESET':
    case 'EPIPE':
      return `${address} ${closed(message, request)}`
    default:
      return tlsExplanation(code, message, address)
  }
}

/** Node's client and the parser of answers say `aborted` where a part of the answer had come. */
function closed(message: string, { operation, changes }: Unanswered): string {
  const unknown = changes ? `, and it is not known whether it did what it was asked for (${operation})` : ''
  if (message === 'aborted')
    return `closed the connection in the middle of an answer${unknown || ` (${operation})`}; is the engine restarting, or does something before it end its answers?`
  return `closed the connection before it had answered${unknown}: ${message}; is the engine restarting, or does it expect TLS (DOCKER_TLS_VERIFY=1)?`
}

/** Here is only this end of the way: what cannot be opened is at the other one. */
function throughTunnel(address: string, code: string, { said }: Tunnel): string | undefined {
  if (code === 'ENOENT') return `${address}: the connection over ssh has ended${said() === '' ? '' : `: ${said()}`}`
  if (code !== 'ECONNRESET' && code !== 'EPIPE') return undefined
  const why = said() === '' ? '' : ` (${said()})`
  return `${address}: the socket of the engine there cannot be opened, or was closed${why}; does an engine run, may this user open it, and is it where ssh://host/path/of/the.sock says?`
}

/** The address, and who says it. */
function named(endpoint: Endpoint): string {
  return `${endpoint.address}${sayer(endpoint)}`
}

function sayer({ from }: Endpoint): string {
  return from === 'the default' ? '' : ` (${from})`
}

/** In docker's words, which scripts search for (2.40.3). */
function notConnected({ address }: Endpoint): string {
  return `Cannot connect to the Docker daemon at ${address}. Is the docker daemon running?`
}

function remedy({ from }: Endpoint): string {
  if (from === 'the default') return 'say where it listens with DOCKER_HOST or `docker context use`'
  if (!from.startsWith('context ')) return `correct ${from}${from === 'DOCKER_HOST' ? ', or unset it' : ''}`
  return `correct the ${from}, or choose another with \`docker context use\``
}

function isLocal({ target }: Endpoint): boolean {
  return target.kind === 'unix' || /^(localhost|127\..*|::1)$/.test(target.host)
}

function tlsExplanation(code: string, message: string, address: string): string | undefined {
  const files = 'check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH or in the context'
  if (/^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|ERR_TLS_CERT)/.test(code)) {
    return `${address}: its certificate is not trusted (${message}); ${files}`
  }
  if (/^(EPROTO|ERR_SSL|ERR_OSSL|ERR_TLS)/.test(code)) return `${address}: no TLS connection (${message}); ${files}`
  return undefined
}

/** Where Docker Desktop, rootless docker and Podman listen: named when such a socket is there. */
function otherSocket(target: Endpoint['target']): string {
  const runtime = `/run/user/${process.getuid?.() ?? 0}`
  const candidates = [
    join(runtime, 'docker.sock'),
    join(process.env['HOME'] ?? '/', '.docker/run/docker.sock'),
    join(runtime, 'podman/podman.sock'),
  ]
  const found = candidates.find((path) => !(target.kind === 'unix' && target.path === path) && existsSync(path))
  return found === undefined ? '' : `, use the one that is there (DOCKER_HOST=unix://${found})`
}
