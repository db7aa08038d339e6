import { withoutUserinfo } from '../../source/mask.ts'
import { configDirectory, readDockerConfig, readStoredContext } from '../credentials/docker-config.ts'
import { EngineError } from '../port.ts'
import { readSshAddress, type SshPlace } from './ssh-place.ts'
import { readTls, type Tls } from './tls.ts'
import type { Tunnel } from './tunnel.ts'

/** Where an engine listens and how it is reached. */
export interface Endpoint {
  /** As shown in messages: `unix:///var/run/docker.sock`, `tcp://host:2376`. */
  readonly address: string
  /** What decided: `DOCKER_HOST`, `context desktop`, `the default`. */
  readonly from: string
  readonly target:
    | { readonly kind: 'unix'; readonly path: string }
    | { readonly kind: 'tcp'; readonly host: string; readonly port: number; readonly prefix: string }
  readonly tls?: Tls
  /** The target is a socket of that machine. */
  readonly ssh?: SshPlace
  /** The target is this end of a way to that machine. */
  readonly tunnel?: Tunnel
}

export interface ConnectOptions {
  readonly env: ReadonlyMap<string, string>
  readonly home: string
  /** `--context`. */
  readonly context?: string
  /** `--host`. */
  readonly host?: string
  /** Is told when the engine lets the first request wait. */
  readonly onWait?: (message: string) => void
}

/** Where an engine of the system listens unless told otherwise. */
export const defaultSocket = '/var/run/docker.sock'

/**
 * The engine that docker's own command line would talk to: `--host`, `--context`, DOCKER_HOST, DOCKER_CONTEXT,
 * `currentContext` of config.json, the default socket; the first that is set decides (docker/cli 28, seen).
 * Rejects with EngineError on an address that muster cannot use and on an unknown context.
 */
export async function endpointOf(options: ConnectOptions): Promise<Endpoint> {
  const { env, host, context } = options
  if (host && context) throw refused('--host and --context name two engines: give one of them')
  if (host) return fromAddress(host, '--host', envTls(options))
  if (context) return await fromContext(context, options)
  const variable = env.get('DOCKER_HOST')
  if (variable) return fromAddress(variable, 'DOCKER_HOST', envTls(options))
  const directory = configDirectory(options)
  const current = env.get('DOCKER_CONTEXT') || readDockerConfig(directory).currentContext
  return await fromContext(current || 'default', options)
}

async function fromContext(name: string, options: ConnectOptions): Promise<Endpoint> {
  if (name === 'default') {
    const variable = options.env.get('DOCKER_HOST')
    return fromAddress(variable || `unix://${defaultSocket}`, variable ? 'DOCKER_HOST' : 'the default', envTls(options))
  }
  const stored = await readStoredContext(configDirectory(options), name)
  return fromAddress(stored.host, `context ${name}`, stored.tls)
}

/** Parses an address in docker's forms: `unix://`, `tcp://`, `http(s)://`, `ssh://`, `host:port`. */
export function fromAddress(text: string, from: string, tls: Tls | undefined): Endpoint {
  const [, given, rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text.trim()) ?? []
  const scheme = given?.toLowerCase() ?? 'tcp'
  if (text.trim() === '') throw refused(`${from} is blank: set an address such as unix://${defaultSocket}, or nothing`)
  switch (scheme) {
    case 'unix': {
      const path = rest || defaultSocket
      return { address: `unix://${path}`, from, target: { kind: 'unix', path } }
    }
    case 'tcp':
    case 'http':
    case 'https':
      return overTcp({ scheme, rest, from }, scheme === 'https' ? (tls ?? { verify: true }) : tls)
    case 'ssh':
      return overSsh(text, from, rest)
    case 'npipe':
      throw refused(
        `${text} (${from}): muster does not speak to named pipes of Windows; use a tcp:// or unix:// address`,
      )
    default:
      throw refused(`${text} (${from}): an engine's address starts with unix://, tcp://, http://, https:// or ssh://`)
  }
}

function overTcp(parts: { scheme: string; rest: string; from: string }, tls: Tls | undefined): Endpoint {
  const { scheme, rest, from } = parts
  const withHost = rest.startsWith(':') || rest === '' || rest.startsWith('/') ? `localhost${rest}` : rest
  const url = URL.parse(`http://${withHost}`)
  // A URL with port 80 has no port: what was written decides.
  const written = /^(?:\[[^\]]*\]|[^/:]*):(\d+)/.exec(withHost)?.[1]
  if (!url || url.username !== '' || /^[^/]*:(?:\/|$)/.test(rest))
    throw refused(`${scheme}://${rest} (${from}) is not an address: expected ${scheme}://host:port`)
  const port = written === undefined ? defaultPort(scheme, tls) : Number(written)
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return {
    address: `${scheme}://${url.hostname}:${port}${url.pathname.replace(/\/$/, '')}`,
    from,
    target: { kind: 'tcp', host, port, prefix: url.pathname.replace(/\/$/, '') },
    ...(tls && scheme !== 'http' && { tls }),
  }
}

function defaultPort(scheme: string, tls: Tls | undefined): number {
  if (scheme === 'http') return 80
  if (scheme === 'https') return 443
  return tls ? 2376 : 2375
}

function overSsh(text: string, from: string, rest: string): Endpoint {
  const { socket = defaultSocket, ...ssh } = readSshAddress(rest) ?? {}
  if (!isPlace(ssh)) {
    const password = /^[^/@]*:[^/@]*@/.test(rest) ? 'ssh takes no password from an address; ' : ''
    throw refused(`${text} (${from}): ${password}an address over ssh is ssh://[user@]host[:port][/path/of/the.sock]`)
  }
  return { address: `ssh://${rest.replace(/\/$/, '')}`, from, ssh, target: { kind: 'unix', path: socket } }
}

function isPlace(read: Partial<SshPlace>): read is SshPlace {
  return read.host !== undefined
}

/** DOCKER_TLS_VERIFY: TLS with verification; DOCKER_TLS: without. Both are on when not empty, whatever they hold. */
function envTls({ env, home }: ConnectOptions): Tls | undefined {
  const verify = Boolean(env.get('DOCKER_TLS_VERIFY'))
  if (!verify && !env.get('DOCKER_TLS')) return undefined
  const directory = env.get('DOCKER_CERT_PATH') || configDirectory({ env, home })
  const tls = readTls(directory, { verify })
  if (env.get('DOCKER_CERT_PATH') && !tls.ca && !tls.cert) {
    throw refused(`DOCKER_CERT_PATH=${directory} holds none of ca.pem, cert.pem, key.pem`)
  }
  return tls
}

function refused(message: string): EngineError {
  return new EngineError(withoutUserinfo(message), { operation: 'connect' })
}
