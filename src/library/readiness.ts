import type { ReadyCondition } from '../attributes/ready/condition.ts'
import { goodStatus } from '../attributes/ready/text.ts'
import type { LiveProject } from './live-project.ts'

/** What a service is waited for to be. */
export type Readiness =
  /** By its healthcheck; that it runs; that it has ended with 0; or whichever of these `up` waits for. */
  | 'healthy'
  | 'running'
  | 'completed'
  | 'settled'
  /** A TCP port of the container accepts connections. */
  | { readonly tcp: number }
  /** An HTTP request to a port of the container is answered so; default `GET /` with a status from 200 to 399. */
  | {
      readonly http: number
      readonly path?: string
      readonly status?: number
      readonly method?: string
      readonly headers?: Readonly<Record<string, string>>
      readonly tls?: boolean
    }
  /** So many lines (default one) since the container's last start have the text in them, or match the expression, which has no flags. */
  | { readonly log: string | RegExp; readonly times?: number }
  /** There is a file, or a folder, at an absolute path of the container. */
  | { readonly file: string }

/** How long a condition is waited for. */
export interface WaitOptions {
  /** Seconds; 0 or absent means no limit. */
  readonly timeout?: number
  /** Aborting it rejects with its reason. */
  readonly signal?: AbortSignal
}

/** Waits until every container of a service meets what is asked; all of a list must hold. */
export async function waitFor(
  live: LiveProject,
  { service, until }: { readonly service: string; readonly until: Readiness | readonly Readiness[] },
  { timeout = 0, signal }: WaitOptions,
): Promise<void> {
  const { waitReady } = await import('../api/wait-ready.ts')
  const list: readonly Readiness[] = isList(until) ? until : [until]
  const conditions = list.flatMap((it) => (typeof it === 'string' ? [] : [conditionOf(it)]))
  const states = list.filter((it) => typeof it === 'string')
  const { world } = live
  const both = signal === undefined ? world.signal : AbortSignal.any([world.signal, signal])
  const asked = { project: live.project.name, service, timeout }
  const each = [...states, ...(conditions.length === 0 ? [] : [conditions])]
  await Promise.all(each.map(async (one) => await waitReady({ ...asked, until: one }, { ...world, signal: both })))
}

function isList(until: Readiness | readonly Readiness[]): until is readonly Readiness[] {
  return Array.isArray(until)
}

function conditionOf(asked: Exclude<Readiness, string>): ReadyCondition {
  if ('tcp' in asked) return { kind: 'tcp', port: asked.tcp }
  if ('file' in asked) return { kind: 'file', path: asked.file }
  if ('log' in asked) return { kind: 'log', pattern: patternOf(asked.log), times: asked.times ?? 1 }
  const { http: port, path = '/', status, method = 'GET', headers = {}, tls = false } = asked
  const good = status === undefined ? goodStatus : [[status, status] as const]
  return { kind: 'http', port, path, status: good, method, headers: new Map(Object.entries(headers)), tls }
}

function patternOf(log: string | RegExp): string {
  if (typeof log === 'string') return log.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
  if (log.flags === '') return log.source
  throw new TypeError(`${String(log)} has flags, which lines of logs are matched without: write it without them`)
}
