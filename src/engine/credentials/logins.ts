import { execFile } from 'node:child_process'
import { configDirectory, readDockerConfig, type StoredAuth, type Surroundings } from './docker-config.ts'
import { credentialsFor } from './registry.ts'

/** Logins by registry, as the file `config.json` of the Docker CLI holds them under `auths`. Holds secrets. */
export type StoredLogins = Readonly<Record<string, Readonly<Record<string, string>>>>

/**
 * Every login that the user has: those of config.json, and those that its credential helpers list (which go before). A
 * helper that is missing or fails gives none. Rejects with EngineError on a config.json that is not JSON.
 */
export async function allLogins(surroundings: Surroundings): Promise<StoredLogins> {
  const config = readDockerConfig(configDirectory(surroundings))
  const stored = Object.entries(config.auths ?? {}).flatMap(([server, auth]) => entryOf(server, asStored(auth)))
  const listed = config.credsStore ? await listedBy(config.credsStore, surroundings) : []
  const named = [...new Set([...listed, ...Object.keys(config.credHelpers ?? {})])]
  const helped = await Promise.all(named.map(async (server) => entryOf(server, await fromHelper(server, surroundings))))
  return Object.fromEntries([...stored, ...helped.flat()])
}

function entryOf(
  server: string,
  login: Readonly<Record<string, string>>,
): [string, Readonly<Record<string, string>>][] {
  return Object.keys(login).length === 0 ? [] : [[server, login]]
}

/** In the order of the Docker CLI's struct. */
function asStored({ auth, username, password, identitytoken, registrytoken }: StoredAuth): Record<string, string> {
  const encoded = auth || (username ? Buffer.from(`${username}:${password ?? ''}`).toString('base64') : '')
  return {
    ...(encoded ? { auth: encoded } : {}),
    ...(identitytoken ? { identitytoken } : {}),
    ...(registrytoken ? { registrytoken } : {}),
  }
}

async function fromHelper(server: string, surroundings: Surroundings): Promise<Record<string, string>> {
  const { credentials } = await credentialsFor(server, surroundings)
  return credentials === undefined ? {} : asStored(credentials)
}

/** `docker-credential-X list`: a JSON object whose keys are registries. */
async function listedBy(helper: string, { env }: Surroundings): Promise<readonly string[]> {
  if (!/^[\w][\w.-]*$/.test(helper)) return []
  const answer = await new Promise<string>((resolve) => {
    const child = execFile(
      `docker-credential-${helper}`,
      ['list'],
      { env: Object.fromEntries(env), timeout: 30_000 },
      (error, stdout) => resolve(error ? '{}' : stdout),
    )
    child.stdin?.on('error', () => undefined)
    child.stdin?.end()
  })
  try {
    return Object.keys(JSON.parse(answer) as object)
  } catch {
    return []
  }
}
