import { EngineError, type EngineVersion } from '../port.ts'
import type { Endpoint } from './endpoint.ts'
import { isPage, misshapen, pageInstead, reaching } from './failure.ts'
import type { Transport } from './transport.ts'

const newest = '1.51'
const oldest = '1.40'

/** Milliseconds: an engine that pulls or prunes on a slow disk may be busy for long. */
const patience = 60_000

/** Milliseconds after which people are told whom they wait for. */
const quiet = 3_000

export interface Manner {
  /** DOCKER_API_VERSION. */
  readonly forced?: string | undefined
  /** Is told when the answer takes its time. */
  readonly onWait?: ((message: string) => void) | undefined
}

/**
 * Asks `GET /_ping` once: the older of the engine's API version and 1.51 is spoken. DOCKER_API_VERSION is taken as it
 * is, as docker does. Rejects on an engine before API 1.40 (Docker 19.03).
 */
export async function negotiate(
  transport: Transport,
  endpoint: Endpoint,
  { forced, onWait }: Manner,
): Promise<EngineVersion> {
  const telling = onWait && setTimeout(() => onWait(`waiting for the engine at ${endpoint.address}`), quiet).unref()
  try {
    return await asked(transport, endpoint, forced)
  } finally {
    clearTimeout(telling)
  }
}

async function asked(transport: Transport, endpoint: Endpoint, forced: string | undefined): Promise<EngineVersion> {
  const signal = AbortSignal.timeout(patience)
  const request = { operation: reaching, method: 'GET', path: '/_ping', signal } as const
  const { headers, body } = await transport.answer(request).catch((error: unknown) => {
    throw signal.aborted ? silent(endpoint) : error
  })
  const header = (name: string): string => headers[name] ?? ''
  if (header('api-version') === '' && body.trim() !== 'OK') throw noEngine(endpoint, body)
  const offered = header('api-version') || '1.24'
  if (!forced && isOlder(offered, oldest)) throw tooOld(endpoint, offered)
  const kind = header('libpod-api-version') ? 'podman' : 'docker'
  return {
    kind,
    api: spoken(forced, offered),
    os: header('ostype') || 'linux',
    experimental: header('docker-experimental') === 'true',
    ahead: aheadBy(Date.parse(header('date')) - Date.now()),
    builder: header('builder-version') === '1' || kind === 'podman' ? 'classic' : 'buildkit',
  }
}

/** The API to speak; of an engine that has not said yet which one it offers, the one that nearly all of them speak. */
export function spoken(forced: string | undefined, offered: string = newest): string {
  return forced?.replace(/^v/, '') || (isOlder(offered, newest) ? offered : newest)
}

/** An answer says the second in which it was begun, and takes its time. */
function aheadBy(milliseconds: number): number {
  return Math.abs(milliseconds) < 5000 || Number.isNaN(milliseconds) ? 0 : Math.round(milliseconds / 1000) * 1000
}

/** Compares API versions such as 1.9 and 1.51. */
export function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [otherMajor = 0, otherMinor = 0] = than.split('.').map(Number)
  return major === otherMajor ? minor < otherMinor : major < otherMajor
}

function silent(endpoint: Endpoint): EngineError {
  const message = `${endpoint.address} takes connections but does not answer (waited ${patience / 1000} s); is the engine stuck? Look at its log (journalctl -u docker)`
  return new EngineError(message, { operation: reaching })
}

/** Anything may listen there and answer with 200; an engine says `OK`, and since 1.25 its version. */
function noEngine(endpoint: Endpoint, body: string): EngineError {
  const what = { operation: reaching, diagnosticKind: 'no-engine' } as const
  return isPage(body)
    ? new EngineError(pageInstead(reaching, '', { page: body, endpoint }), what)
    : misshapen(reaching, { path: [], expected: 'OK', found: body === '' ? undefined : body }, endpoint)
}

function tooOld(endpoint: Endpoint, api: string): EngineError {
  const message = `the engine at ${endpoint.address} speaks API ${api}; muster needs ${oldest} or newer (Docker Engine 19.03)`
  return new EngineError(message, { operation: reaching })
}
