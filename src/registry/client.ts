import { setTimeout as pause } from 'node:timers/promises'
import type { Surroundings } from '../engine/credentials/docker-config.ts'
import { credentialsFor } from '../engine/credentials/registry.ts'
import type { ArtifactName } from './artifact-name.ts'
import { authoritiesIn } from './authorities.ts'
import { authorization } from './authorize.ts'
import { RegistryError } from './registry-error.ts'
import { type Answer, type Message, sender } from './send.ts'

/** A request to one repository of a registry. */
interface Ask {
  readonly method: Message['method']
  /** Below `/v2/NAME/`, for instance `manifests/1`; or a whole address that the registry gave. */
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array
  readonly limit?: number
  /** Statuses that are no error, besides 2xx. */
  readonly accept?: readonly number[]
}

/** The API of one repository. Rejects with RegistryError in the registry's words. */
export interface Repository {
  readonly name: ArtifactName
  ask(ask: Ask): Promise<Answer>
}

/** Who asks a registry, and for what. */
export interface Access {
  readonly surroundings: Surroundings
  /** `pull` or `pull,push`. */
  readonly actions: string
  /** Registries that speak HTTP without TLS (`--insecure-registry`). */
  readonly insecure: readonly string[]
  readonly signal?: AbortSignal
  /** Hears of a fault that is tried again. */
  readonly onNote?: (note: string) => void
}

/** Opens a repository with the user's credentials; nothing is sent before the first question. */
export async function openRepository(name: ArtifactName, access: Access): Promise<Repository> {
  const { credentials, trouble } = await credentialsFor(name.registry, access.surroundings)
  const send = sender(authoritiesIn(access.surroundings))
  const insecure = access.insecure.includes(name.registry)
  const base = new URL(`${insecure ? 'http' : 'https'}://${name.host}/v2/${name.repository}/`)
  const signal = access.signal === undefined ? {} : { signal: access.signal }
  const claim = { credentials, scope: `repository:${name.repository}:${access.actions}`, insecure, send, ...signal }
  let authorized: string | undefined
  const once = async (ask: Ask): Promise<Answer> => {
    const message = (): Message => ({
      method: ask.method,
      url: addressOf(ask.path, base, insecure),
      headers: { ...ask.headers, ...(authorized === undefined ? {} : { Authorization: authorized }) },
      ...(ask.body === undefined ? {} : { body: ask.body }),
      limit: ask.limit ?? 4 << 20,
      ...signal,
    })
    const first = await send(message())
    if (first.status !== 401) return await followed(first, message())
    authorized = await authorization(first, claim)
    return authorized === undefined ? first : await followed(await send(message()), message())
  }
  /** Storage elsewhere gives blobs to who has the address: it gets no credentials. */
  const followed = async (answer: Answer, asked: Message): Promise<Answer> => {
    let current = answer
    let { url } = asked
    for (
      let hops = 0;
      asked.method === 'GET' && [301, 302, 303, 307, 308].includes(current.status) && hops < 5;
      hops++
    ) {
      url = addressOf(String(current.headers.location ?? ''), url, insecure)
      const { Authorization, ...headers } = asked.headers
      const known = url.origin === base.origin && Authorization !== undefined ? { Authorization } : {}
      current = await send({ ...asked, url, headers: { ...headers, ...known } })
    }
    return current
  }
  return {
    name,
    ask: async (ask) => {
      const answer = await patiently(() => once(ask), access)
      if ((answer.status >= 200 && answer.status < 300) || ask.accept?.includes(answer.status)) return answer
      throw refused(answer, { host: name.registry, trouble, known: credentials !== undefined })
    },
  }
}

function addressOf(path: string, base: URL, insecure: boolean): URL {
  if (!URL.canParse(path, base.href))
    throw new RegistryError(`registry ${base.host} answers with an address that is none`)
  const url = new URL(path, base)
  if (url.protocol === 'https:' || (insecure && url.protocol === 'http:')) return url
  throw new RegistryError(`registry ${base.host} points to an address without TLS, which is refused: ${url.host}`)
}

const attempts = 5
/** Seconds that a registry may make its clients wait. */
const patience = 60

/** Waits as long as `Retry-After` says, else longer each time. */
async function patiently(once: () => Promise<Answer>, { signal, onNote }: Access): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const outcome = await once().catch((error: unknown) => {
      if (tries === attempts || !isBroken(error)) throw error
      return error
    })
    const isAnswer = !(outcome instanceof RegistryError)
    if (isAnswer && (tries === attempts || !(outcome.status === 429 || outcome.status >= 500))) return outcome
    const asked = isAnswer ? Number(outcome.headers['retry-after'] ?? Number.NaN) : Number.NaN
    if (asked > patience) return outcome as Answer
    const seconds = Number.isFinite(asked) && asked >= 0 ? asked : 2 ** (tries - 2)
    const why = isAnswer ? (outcome.status === 429 ? 'too many requests' : `HTTP ${outcome.status}`) : outcome.message
    onNote?.(`the registry is in trouble (${why}); trying again in ${seconds} s`)
    await pause(seconds * 1000, undefined, signal && { signal }).catch(() => signal?.throwIfAborted())
  }
}

/** Whether the connection broke, which may not happen again. */
function isBroken(error: unknown): error is RegistryError {
  const { code = '' } = (error instanceof RegistryError ? (error.cause ?? {}) : {}) as NodeJS.ErrnoException
  return ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN'].includes(code)
}

interface Asked {
  readonly host: string
  readonly trouble: string | undefined
  readonly known: boolean
}

function refused({ status, body }: Answer, { host, trouble, known }: Asked): RegistryError {
  const said = saidIn(body)
  const because = trouble === undefined ? '' : ` (asked without credentials: ${trouble})`
  if (status === 401 || status === 403) {
    const remedy = known
      ? 'it does not accept the stored credentials; log in again with `docker login`'
      : 'log in with `docker login`'
    return new RegistryError(`registry ${host}: unauthorized${because}; ${remedy}`, { status })
  }
  if (status === 404) return new RegistryError(`not found${because}`, { status })
  return new RegistryError(`registry ${host} answers HTTP ${status}${said === '' ? '' : `: ${said}`}`, { status })
}

/** The registry's own words, as the distribution API gives them; control characters are left out. */
function saidIn(body: Buffer): string {
  try {
    const { errors } = JSON.parse(body.toString('utf8')) as {
      errors?: readonly { code?: string; message?: string }[]
    }
    const [first] = errors ?? []
    return `${first?.code ?? ''} ${first?.message ?? ''}`
      .replace(/[^\x20-\x7e]/g, '')
      .trim()
      .slice(0, 200)
  } catch {
    return ''
  }
}
