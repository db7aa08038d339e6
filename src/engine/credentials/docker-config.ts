import { constants, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { EngineError } from '../port.ts'
import { readTls, type Tls } from '../transport/tls.ts'

/** Those parts of docker's `config.json` that muster reads. */
export interface DockerConfig {
  readonly currentContext?: string
  readonly auths?: Readonly<Record<string, StoredAuth>>
  readonly credsStore?: string
  readonly credHelpers?: Readonly<Record<string, string>>
  /** Where plugins of docker's command line are, too. */
  readonly cliPluginsExtraDirs?: readonly string[]
  /** For instance `ctrl-p,ctrl-q`. */
  readonly detachKeys?: string
}

export interface StoredAuth {
  /** base64 of `user:password`. */
  readonly auth?: string
  readonly username?: string
  readonly password?: string
  readonly identitytoken?: string
  readonly registrytoken?: string
}

export interface Surroundings {
  readonly env: ReadonlyMap<string, string>
  readonly home: string
}

/** DOCKER_CONFIG, or `~/.docker`. */
export function configDirectory({ env, home }: Surroundings): string {
  return env.get('DOCKER_CONFIG') || join(home, '.docker')
}

/** An absent file is an empty configuration. Throws EngineError on one that is not JSON; its content is never shown, as it holds secrets. */
export function readDockerConfig(directory: string): DockerConfig {
  const path = join(directory, 'config.json')
  const text = readOptional(path)
  if (text === undefined || text.trim() === '') return {}
  const config = parsed(path, text)
  // As docker reads it: nothing.
  if (config === null) return {}
  const wrong = wrongIn(config, { currentContext: 'text', credsStore: 'text', detachKeys: 'text', auths: 'mapping' })
  if (wrong !== undefined) throw unusable(path, wrong)
  const { cliPluginsExtraDirs: folders = null, credHelpers = null } = config as Record<string, unknown>
  if (folders !== null && !Array.isArray(folders)) throw unusable(path, '`cliPluginsExtraDirs` is not a list')
  if (credHelpers !== null && !isMapping(credHelpers)) throw unusable(path, '`credHelpers` is not a mapping')
  const present = Object.entries(config as object).filter(([, value]) => value !== null)
  return Object.fromEntries(present) as DockerConfig
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw unusable(path, 'it is not valid JSON')
  }
}

type Shape = 'text' | 'mapping'

/** A pipe is as an empty file: one that nobody writes to would block the process, signals included. */
const withoutWaiting = constants.O_RDONLY | constants.O_NONBLOCK

/** What is not as it should be; null counts as absent, as in docker. */
function wrongIn(value: unknown, shapes: Readonly<Record<string, Shape>>): string | undefined {
  if (!isMapping(value)) return 'it holds no mapping'
  for (const [key, shape] of Object.entries(shapes)) {
    const found = value[key] ?? undefined
    if (found === undefined || (shape === 'text' ? typeof found === 'string' : isMapping(found))) continue
    return `\`${key}\` is not a ${shape}`
  }
  return undefined
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unusable(path: string, why: string): EngineError {
  const message = `${path} cannot be used: ${why}; mend it, or point DOCKER_CONFIG to another folder`
  return new EngineError(message, { operation: 'connect' })
}

/** A context as `docker context create` stores it: `contexts/meta/<sha256 of the name>/meta.json`. */
export async function readStoredContext(
  directory: string,
  name: string,
): Promise<{ readonly host: string; readonly tls?: Tls }> {
  // Only who names a context pays for it: loading node:crypto takes 3 ms.
  const { createHash } = await import('node:crypto')
  const key = createHash('sha256').update(name).digest('hex')
  const meta = join(directory, 'contexts', 'meta', key, 'meta.json')
  if (!existsSync(meta)) throw unknownContext(directory, name)
  const endpoint = endpointIn(meta)
  const host = endpoint?.Host
  if (!host) throw new EngineError(`context ${name} names no docker engine (${meta})`, { operation: 'connect' })
  const certificates = join(directory, 'contexts', 'tls', key, 'docker')
  if (!existsSync(certificates)) return { host }
  return { host, tls: readTls(certificates, { verify: endpoint.SkipTLSVerify !== true }) }
}

function endpointIn(path: string): { Host?: string; SkipTLSVerify?: boolean } | undefined {
  const meta = parsed(path, readOptional(path) ?? '') as { Endpoints?: { docker?: { Host?: string } | null } | null }
  const wrong = wrongIn(meta, { Endpoints: 'mapping' }) ?? wrongIn(meta.Endpoints ?? {}, { docker: 'mapping' })
  const endpoint = wrong === undefined ? (meta.Endpoints?.docker ?? undefined) : undefined
  const wrongEndpoint = wrong ?? (endpoint && wrongIn(endpoint, { Host: 'text' }))
  if (wrongEndpoint !== undefined) throw unusable(path, wrongEndpoint)
  return endpoint
}

function unknownContext(directory: string, name: string): EngineError {
  const known = ['default', ...contextNames(directory)].join(', ')
  const message = `there is no docker context ${JSON.stringify(name)}; known are: ${known}`
  return new EngineError(message, { operation: 'connect' })
}

function contextNames(directory: string): string[] {
  const folder = join(directory, 'contexts', 'meta')
  if (!existsSync(folder)) return []
  const nameIn = (key: string): string[] => {
    // One that cannot be read has no name to offer; who uses it is told why.
    try {
      const text = readOptional(join(folder, key, 'meta.json'))
      return text === undefined ? [] : [String((JSON.parse(text) as { Name?: string }).Name)]
    } catch {
      return []
    }
  }
  try {
    return readdirSync(folder).flatMap(nameIn).toSorted()
  } catch {
    // What is missing is told all the same, without what there is.
    return []
  }
}

function readOptional(path: string): string | undefined {
  try {
    return readFileSync(path, { encoding: 'utf8', flag: withoutWaiting })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw new EngineError(`cannot read ${path}: ${message}`, { operation: 'connect', cause: error })
  }
}
