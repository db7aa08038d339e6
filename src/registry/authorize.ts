import type { Credentials } from '../engine/credentials/registry.ts'
import { RegistryError } from './registry-error.ts'
import type { Answer, Send } from './send.ts'

/** What a registry wants to know from who asks (`WWW-Authenticate`). */
export interface Challenge {
  /** Lower case: `basic`, `bearer`. */
  readonly scheme: string
  readonly parameters: ReadonlyMap<string, string>
}

/** Reads the challenges of one header (RFC 9110, 11.6.1). */
export function readChallenges(header: string): readonly Challenge[] {
  const found: { scheme: string; parameters: Map<string, string> }[] = []
  for (const [, scheme, name = '', quoted, plain] of header.matchAll(
    /(?:(?<=^|,)\s*([A-Za-z][\w-]*)(?=\s+[\w-]+\s*=|\s*(?:,|$)))|([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g,
  )) {
    if (scheme !== undefined) found.push({ scheme: scheme.toLowerCase(), parameters: new Map() })
    else found.at(-1)?.parameters.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '')
  }
  return found
}

/** For whom, and for what. */
export interface Claim {
  readonly credentials: Credentials | undefined
  /** `repository:app:pull,push`. */
  readonly scope: string
  /** Whether the registry is one that need not use TLS. */
  readonly insecure: boolean
  readonly send: Send
  readonly signal?: AbortSignal
}

/**
 * The `Authorization` that answers a challenge: a password for Basic, a token from the registry's token service for Bearer
 * (an identity token is exchanged as a refresh token). Undefined where there is nothing to answer with. Rejects with
 * RegistryError; credentials go to no service without TLS.
 */
export async function authorization(answer: Answer, claim: Claim): Promise<string | undefined> {
  const challenges = readChallenges(String(answer.headers['www-authenticate'] ?? ''))
  const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
  if (bearer !== undefined) return `Bearer ${await token(bearer, claim)}`
  const basic = challenges.some(({ scheme }) => scheme === 'basic')
  return basic ? basicOf(claim.credentials) : undefined
}

function basicOf(credentials: Credentials | undefined): string | undefined {
  if (credentials?.username === undefined || credentials.password === undefined) return undefined
  return `Basic ${Buffer.from(`${credentials.username}:${credentials.password}`).toString('base64')}`
}

async function token({ parameters }: Challenge, claim: Claim): Promise<string> {
  const { credentials, send, signal } = claim
  if (credentials?.registrytoken !== undefined) return credentials.registrytoken
  const url = realmOf(parameters.get('realm') ?? '', claim)
  const service = parameters.get('service') ?? ''
  const scope = parameters.get('scope') ?? claim.scope
  const common = { limit: 1 << 20, ...(signal === undefined ? {} : { signal }) }
  if (credentials?.identitytoken !== undefined) {
    const form = { grant_type: 'refresh_token', service, scope, client_id: 'muster' }
    const body = new URLSearchParams({ ...form, refresh_token: credentials.identitytoken })
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    return tokenIn(await send({ method: 'POST', url, headers, body: Buffer.from(body.toString()), ...common }), url)
  }
  if (service !== '') url.searchParams.set('service', service)
  for (const one of scope.split(' ')) url.searchParams.append('scope', one)
  const basic = basicOf(credentials)
  const headers = basic === undefined ? {} : { Authorization: basic }
  return tokenIn(await send({ method: 'GET', url, headers, ...common }), url)
}

function realmOf(realm: string, { insecure, credentials }: Claim): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined
  if (url?.protocol === 'https:') return url
  if (url?.protocol !== 'http:') throw new RegistryError('the registry names no service that gives tokens')
  if (insecure || credentials === undefined) return url
  throw new RegistryError(`the registry wants the password sent to ${url.host} without TLS, which is refused`)
}

function tokenIn({ status, body }: Answer, { host }: URL): string {
  if (status === 401 || status === 403)
    throw new RegistryError(`unauthorized: ${host} does not accept the credentials; log in with \`docker login\``, {
      status,
    })
  if (status < 200 || status >= 300) throw new RegistryError(`${host} gives no token: HTTP ${status}`, { status })
  try {
    const { token: short, access_token: long } = JSON.parse(body.toString('utf8')) as Record<string, unknown>
    const found = short ?? long
    if (typeof found === 'string' && /^[\x21-\x7e]+$/.test(found)) return found
  } catch {
    // The same as an answer without a token.
  }
  throw new RegistryError(`${host} gives no token`)
}
