import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Endpoint } from './endpoint.ts'
import { EngineError } from './port.ts'

/** An answer with an error status, as an error with the engine's own words. */
export function answered(operation: string, status: number, body: string): EngineError {
  const said = messageIn(body)
  if (/HTTP request to an HTTPS server/.test(said)) {
    const message =
      'the engine wants TLS: set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a context with certificates'
    return new EngineError(message, { status, operation })
  }
  return new EngineError(cleaned(said) || `${operation}: the engine answered ${status}`, { status, operation })
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

/** No answer: names the socket or host, the likely cause, and what to do. */
export function unanswered(operation: string, error: unknown, endpoint: Endpoint): EngineError {
  const { code = '', message } = error as NodeJS.ErrnoException
  const explained = explanation(code, message, endpoint)
  return new EngineError(explained ?? `${operation}: ${endpoint.address}: ${message}`, { operation, cause: error })
}

function explanation(code: string, message: string, endpoint: Endpoint): string | undefined {
  const { address, target } = endpoint
  const elsewhere = `say where it listens with DOCKER_HOST or \`docker context use\` (${endpoint.from} says ${address})`
  switch (code) {
    case 'ENOENT':
      return `no engine at ${address}: the socket does not exist. Start the engine (systemctl start docker)${otherSocket(target)}, or ${elsewhere}`
    case 'ECONNREFUSED':
      return `no engine answers at ${address}. Start it (systemctl start docker), or ${elsewhere}`
    case 'EACCES':
    case 'EPERM':
      return `no permission to open ${address}. Add yourself to the group docker (sudo usermod -aG docker $USER, then log in again), or run with sudo`
    case 'ENOTSOCK':
      return `${address} is not a socket; ${elsewhere}`
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the host of ${address} is unknown; ${elsewhere}`
    case 'ETIMEDOUT':
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `${address} cannot be reached (${code}); check the network and firewall, or ${elsewhere}`
    case 'ECONNRESET':
    case 'EPIPE':
      return `${address} closed the connection before it had answered: ${message}. Is the engine restarting, or does it expect TLS?`
    default:
      return tlsExplanation(code, message, address)
  }
}

function tlsExplanation(code: string, message: string, address: string): string | undefined {
  const files = 'check ca.pem, cert.pem and key.pem in DOCKER_CERT_PATH or in the context'
  if (/^(CERT_|SELF_SIGNED|DEPTH_ZERO|UNABLE_TO|ERR_TLS_CERT)/.test(code)) {
    return `the certificate of ${address} is not trusted (${message}); ${files}`
  }
  if (/^(EPROTO|ERR_SSL|ERR_OSSL|ERR_TLS)/.test(code)) return `no TLS connection to ${address} (${message}); ${files}`
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
