import { execFile } from 'node:child_process'
import {
  configDirectory,
  type DockerConfig,
  readDockerConfig,
  type StoredAuth,
  type Surroundings,
} from './docker-config.ts'

/** Credentials for a registry in the engine's form. */
export interface Credentials {
  readonly username?: string
  readonly password?: string
  readonly identitytoken?: string
  readonly registrytoken?: string
  readonly serveraddress: string
}

/** What was found, and why nothing was where something should have been. Holds secrets: never shown or logged. */
export interface Found {
  readonly credentials?: Credentials
  /** Without any secret: `docker-credential-pass is not installed`. */
  readonly trouble?: string
}

const dockerHub = 'https://index.docker.io/v1/'

/**
 * Credentials for a registry, from where `docker login` put them: credHelpers, credsStore, auths of config.json;
 * DOCKER_AUTH_CONFIG goes before all. A helper that is missing or fails is no error, as the image may be public.
 */
export async function credentialsFor(registry: string, surroundings: Surroundings): Promise<Found> {
  const server = registry === 'docker.io' ? dockerHub : registry
  const given = surroundings.env.get('DOCKER_AUTH_CONFIG')
  const variable = given ? parsed(given) : {}
  const fromVariable = variable && stored(variable, server)
  if (fromVariable) return { credentials: fromVariable }
  const found = await fromConfig(registry, server, surroundings)
  if (variable !== undefined || found.credentials !== undefined) return found
  return {
    trouble: ['DOCKER_AUTH_CONFIG is not valid JSON', ...(found.trouble === undefined ? [] : [found.trouble])].join(
      ', ',
    ),
  }
}

async function fromConfig(registry: string, server: string, surroundings: Surroundings): Promise<Found> {
  const config = readDockerConfig(configDirectory(surroundings))
  const helper = config.credHelpers?.[server] ?? config.credHelpers?.[registry] ?? config.credsStore
  if (helper) return fromHelper(helper, server, surroundings)
  const credentials = stored(config, server)
  return credentials ? { credentials } : {}
}

/** The value of X-Registry-Auth and, for many, of X-Registry-Config: the alphabet of URLs, and padded, or the engine ignores it. */
export function registryHeader(content: Credentials | Readonly<Record<string, Credentials>>): string {
  return Buffer.from(JSON.stringify(content)).toString('base64').replaceAll('+', '-').replaceAll('/', '_')
}

/** Entries are keyed by host, or by an address with scheme and path as older docker wrote them. */
function stored(config: DockerConfig, server: string): Credentials | undefined {
  const entries = Object.entries(config.auths ?? {})
  const entry = entries.find(([key]) => key === server) ?? entries.find(([key]) => hostOf(key) === hostOf(server))
  return entry && credentialsIn(entry[1], server)
}

function hostOf(address: string): string {
  const host = address.replace(/^https?:\/\//, '').split('/')[0] ?? ''
  return host === 'docker.io' || host === 'registry-1.docker.io' ? 'index.docker.io' : host
}

function credentialsIn(entry: StoredAuth, serveraddress: string): Credentials | undefined {
  const { identitytoken, registrytoken } = entry
  if (identitytoken) return { identitytoken, serveraddress }
  if (registrytoken) return { registrytoken, serveraddress }
  const [, username = entry.username, password = entry.password] =
    /^([^:]*):([^]*?)\0*$/.exec(Buffer.from(entry.auth ?? '', 'base64').toString('utf8')) ?? []
  return username ? { username, password: password ?? '', serveraddress } : undefined
}

/** Undefined for what is not JSON, or nothing that could hold credentials. */
function parsed(text: string): DockerConfig | undefined {
  try {
    const value = JSON.parse(text) as DockerConfig | null
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    return undefined
  }
}

async function fromHelper(name: string, server: string, { env }: Surroundings): Promise<Found> {
  if (!/^[\w][\w.-]*$/.test(name))
    return { trouble: 'config.json names a credential helper that is not the name of a program' }
  const program = `docker-credential-${name}`
  const answer = await askHelper(program, server, Object.fromEntries(env))
  if (typeof answer === 'string') return { trouble: answer }
  const { Username: username, Secret: secret } = answer
  if (!username || !secret) return {}
  if (username === '<token>') return { credentials: { identitytoken: secret, serveraddress: server } }
  return { credentials: { username, password: secret, serveraddress: server } }
}

interface HelperAnswer {
  readonly Username?: string
  readonly Secret?: string
}

/** The helper's protocol: `get`, the server on stdin, JSON on stdout; without credentials it exits 1 and says so on stdout. */
function askHelper(program: string, server: string, env: Record<string, string>): Promise<HelperAnswer | string> {
  return new Promise((resolve) => {
    const child = execFile(program, ['get'], { env, timeout: 30_000 }, (error, stdout) => {
      if (!error) resolve(answerIn(stdout) ?? `${program} answered something else than JSON`)
      else if (error.code === 'ENOENT') resolve(`${program} is not installed`)
      else if (/credentials not found/i.test(stdout)) resolve({})
      else resolve(`${program} has failed`)
    })
    // A helper that ends without reading closes the pipe.
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(server)
  })
}

function answerIn(stdout: string): HelperAnswer | undefined {
  try {
    return JSON.parse(stdout) as HelperAnswer
  } catch {
    return undefined
  }
}
