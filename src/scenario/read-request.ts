import { nanosecondsOf } from '../attributes/grammar/duration.ts'
import type { Report } from '../source/diagnostic.ts'
import type { Mapping, Node } from '../source/node.ts'
import { numberOf, patternOf, plainOf, requireKeys, textMapOf, textOf, wrongType } from './fields.ts'
import type { Condition, HttpRequest } from './scenario.ts'

/** Seconds that a wait takes at most, where the step does not say. */
const patience = 120

/** `timeout: 30s`. */
export function readSeconds(node: Node | undefined, report: Report): number {
  if (node === undefined) return patience
  const text = textOf(node, 'timeout', report)
  const nanoseconds = text === undefined ? undefined : nanosecondsOf(/^\d+$/.test(text) ? `${text}s` : text)
  if (nanoseconds !== undefined && nanoseconds > 0) return nanoseconds / 1e9
  if (text !== undefined) report.error('invalid-value', 'timeout is a duration such as 30s', { at: node.at })
  return patience
}

/** `GET web:80/path`, an address alone, or a mapping with `url`, `method`, `headers`, `body`. */
export function readRequest(node: Node, report: Report): HttpRequest | undefined {
  if (node.kind === 'scalar') return shortRequest(node, report)
  if (node.kind !== 'map') return wrongType(node, 'http is an address or a mapping with url', report)
  requireKeys(node, { known: requestKeys, subject: 'http' }, report)
  return requestOf(node, report)
}

const requestKeys = ['url', 'method', 'headers', 'body']

function shortRequest(node: Node, report: Report): HttpRequest | undefined {
  const text = textOf(node, 'http', report)
  if (text === undefined) return undefined
  const [, method = 'GET', url = ''] = /^(?:([A-Z]+)\s+)?(\S+)$/.exec(text.trim()) ?? []
  if (url === '') {
    report.error('invalid-value', 'http is a method and an address, such as GET web:80/', { at: node.at })
    return undefined
  }
  return { method, url, headers: new Map(), body: undefined }
}

function requestOf(map: Mapping, report: Report): HttpRequest | undefined {
  const url = map.entries.get('url')
  if (url === undefined) {
    report.error('missing-key', 'http needs `url`', { at: map.at })
    return undefined
  }
  const headers = map.entries.get('headers')
  const body = map.entries.get('body')
  const method = map.entries.get('method')
  const fields = headers === undefined ? new Map<string, string>() : textMapOf(headers.node, 'headers', report)
  const sent = body === undefined ? undefined : bodyOf(body.node, report)
  const named = [...fields.keys()].some((name) => name.toLowerCase() === 'content-type')
  const typed = body !== undefined && body.node.kind !== 'scalar' && !named
  const given = method === undefined ? undefined : textOf(method.node, 'method', report)
  return {
    method: (given ?? (sent === undefined ? 'GET' : 'POST')).toUpperCase(),
    url: textOf(url.node, 'url', report) ?? '',
    headers: typed ? new Map([...fields, ['content-type', 'application/json']]) : fields,
    body: sent,
  }
}

/** A mapping or a list is sent as JSON. */
function bodyOf(node: Node, report: Report): string | undefined {
  return node.kind === 'scalar' ? textOf(node, 'body', report) : JSON.stringify(plainOf(node))
}

const conditions = ['healthy', 'log', 'http', 'tcp'] as const

/** What a `wait` waits for: exactly one of the conditions. */
export function readCondition(node: Node, report: Report): Condition | undefined {
  if (node.kind !== 'map') return wrongType(node, 'wait is a mapping such as {http: web:80/}', report)
  requireKeys(node, { known: [...conditions, 'service', 'status', 'times'], subject: 'wait' }, report)
  const found = conditions.filter((key) => node.entries.has(key))
  const [kind, other] = found
  if (kind === undefined || other !== undefined) {
    report.error(kind === undefined ? 'missing-key' : 'exclusive-keys', `wait has one of ${conditions.join(', ')}`, {
      at: node.at,
    })
    return undefined
  }
  const value = node.entries.get(kind)?.node
  return value && conditionOf(kind, value, { map: node, report })
}

function conditionOf(
  kind: (typeof conditions)[number],
  value: Node,
  { map, report }: { readonly map: Mapping; readonly report: Report },
): Condition | undefined {
  switch (kind) {
    case 'healthy': {
      const service = textOf(value, 'healthy', report)
      return service === undefined ? undefined : { kind, service }
    }
    case 'tcp': {
      const address = textOf(value, 'tcp', report)
      if (address === undefined || /^[^\s:]+:\d{1,5}$/.test(address))
        return address === undefined ? undefined : { kind, address }
      report.error('invalid-value', 'tcp is an address such as db:5432', { at: value.at })
      return undefined
    }
    case 'http': {
      const request = readRequest(value, report)
      const status = map.entries.get('status')?.node
      const wanted = status && numberOf(status, { subject: 'status', from: 100, to: 599 }, report)
      return request && { kind, request, status: wanted }
    }
    case 'log':
      return logCondition(value, map, report)
  }
}

function logCondition(value: Node, map: Mapping, report: Report): Condition | undefined {
  const pattern = patternOf(value, 'log', report)
  if (pattern !== undefined && pattern.flags !== '')
    report.error('invalid-value', 'the pattern of a log takes no flags', { at: value.at })
  const service = map.entries.get('service')
  if (service === undefined) {
    report.error('missing-key', 'a wait for a line of a log needs `service`', { at: map.at })
    return undefined
  }
  const name = textOf(service.node, 'service', report)
  const times = map.entries.get('times')
  const count = times && numberOf(times.node, { subject: 'times', from: 1, to: 1_000_000 }, report)
  return pattern && name !== undefined ? { kind: 'log', service: name, pattern, times: count ?? 1 } : undefined
}
