import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import Docker from 'dockerode'

/** An engine that answered. */
export interface FoundEngine {
  readonly docker: Docker
  /** How it was found, for people: `DOCKER_HOST`, `docker context "x"`, `the default socket`. */
  readonly from: string
  readonly version: string
  /** What a child process needs in its environment to find the same engine. */
  readonly env: Readonly<Record<string, string>>
}

interface Candidate {
  readonly from: string
  readonly host: string
  /** Directory of ca.pem, cert.pem and key.pem. */
  readonly tls?: string
}

/** The first engine that answers, in docker's own order; and in `tried`, why each one before it was passed over. */
export async function findEngine(): Promise<{ readonly engine?: FoundEngine; readonly tried: readonly string[] }> {
  const tried: string[] = []
  for (const candidate of candidates()) {
    try {
      return { engine: await ask(candidate), tried }
    } catch (error) {
      tried.push(`${candidate.from} (${candidate.host}): ${reason(error)}`)
    }
  }
  return { tried }
}

/** The engine behind a Unix socket. Throws when it does not answer. */
export function engineAt(socketPath: string): Promise<FoundEngine> {
  return ask({ from: 'its socket', host: `unix://${socketPath}` })
}

function candidates(): readonly Candidate[] {
  const { DOCKER_HOST: host, DOCKER_CERT_PATH: certificates, DOCKER_TLS_VERIFY: verify } = process.env
  const found: Candidate[] = []
  if (host) found.push({ from: 'DOCKER_HOST', host, ...(verify && certificates ? { tls: certificates } : {}) })
  const context = currentContext()
  if (context) found.push(context)
  found.push({ from: 'the default socket', host: 'unix:///var/run/docker.sock' })
  return found
}

function currentContext(): Candidate | undefined {
  const config = process.env['DOCKER_CONFIG'] ?? join(homedir(), '.docker')
  const name = process.env['DOCKER_CONTEXT'] ?? readJson(join(config, 'config.json'))?.currentContext
  if (!name || name === 'default') return undefined
  const id = createHash('sha256').update(name).digest('hex')
  const host = readJson(join(config, 'contexts/meta', id, 'meta.json'))?.Endpoints?.docker?.Host
  if (host === undefined) return undefined
  const tls = join(config, 'contexts/tls', id, 'docker')
  return { from: `docker context "${name}"`, host, ...(existsSync(tls) ? { tls } : {}) }
}

/** The parts of docker's two kinds of JSON files that are read here. */
interface DockerJson {
  readonly currentContext?: string
  readonly Endpoints?: { readonly docker?: { readonly Host?: string } }
}

function readJson(file: string): DockerJson | undefined {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DockerJson) : undefined
}

async function ask({ from, host, tls }: Candidate): Promise<FoundEngine> {
  const docker = new Docker({ ...address(host, tls), timeout: 10_000 })
  const { Version } = await docker.version()
  // Without the time limit, which would end a pull as well.
  const patient = new Docker(address(host, tls))
  const certificates = tls === undefined ? {} : { DOCKER_CERT_PATH: tls, DOCKER_TLS_VERIFY: '1' }
  return { docker: patient, from, version: Version, env: { DOCKER_HOST: host, ...certificates } }
}

function address(host: string, tls: string | undefined): Docker.DockerOptions {
  if (host.startsWith('unix://')) return { socketPath: host.slice('unix://'.length) }
  const { protocol, hostname, port } = new URL(host)
  if (protocol !== 'tcp:') throw new Error(`${protocol}// is not supported here`)
  if (tls === undefined) return { host: hostname, port: port || 2375, protocol: 'http' }
  const pem = (name: string): Buffer => readFileSync(join(tls, name))
  const secrets = { ca: pem('ca.pem'), cert: pem('cert.pem'), key: pem('key.pem') }
  return { host: hostname, port: port || 2376, protocol: 'https', ...secrets }
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return 'there is no such socket'
  if (code === 'EACCES') return 'permission denied: run as root, or add yourself to the group docker and log in again'
  if (code === 'ECONNREFUSED') return 'nothing listens there'
  return message
}
