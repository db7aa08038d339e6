import type { Node } from '../../source/node.ts'
import { scalarText } from '../kinds/scalars.ts'
import type { ReadyCondition, StatusRange } from './condition.ts'
import { goodStatus, readPort, type ReadyMistake } from './text.ts'

type Http = Extract<ReadyCondition, { kind: 'http' }>

/** `http 8080/healthz`, and what else is out of the ordinary; without the query, which may hold a secret. */
export function httpText({ port, path, status, method, tls }: Http): string {
  const place = `${tls ? 'https' : 'http'} ${port}${path.split('?', 1)[0] ?? ''}`
  const named = status === goodStatus ? '' : ` ${status.map(rangeText).join(',')}`
  return `${method === 'GET' ? '' : `${method} `}${place}${named}`
}

function rangeText([from, to]: StatusRange): string {
  return from === to ? String(from) : `${from}-${to}`
}

/** The port that a request goes to. */
export function portOf(node: Node | undefined): number | ReadyMistake {
  const port = readPort(node?.kind === 'scalar' ? scalarText(node) : '')
  if (port !== undefined) return port
  const fix = 'write for instance `port: 8080`: the port in the container'
  return { wrong: node === undefined ? 'needs a port' : 'must be a port from 1 to 65535', fix }
}

/** `200`, `2xx`, `200-299`, or a list of such. */
export function statusOf(node: Node | undefined): readonly StatusRange[] | ReadyMistake {
  if (node === undefined) return goodStatus
  const items = node.kind === 'seq' ? node.items : [node]
  const ranges = items.map((item) => rangeOf(item.kind === 'scalar' ? scalarText(item) : ''))
  const good = ranges.filter((range) => range !== undefined)
  if (good.length > 0 && good.length === ranges.length) return good
  return {
    wrong: 'must be a status from 100 to 599, as 200, 2xx or 200-299, or a list of them',
    fix: 'write for instance `status: 200`',
  }
}

function rangeOf(text: string): StatusRange | undefined {
  const [, hundred] = /^([1-5])xx$/i.exec(text) ?? []
  if (hundred !== undefined) return [Number(hundred) * 100, Number(hundred) * 100 + 99]
  const [, from, to = from] = /^([1-5]\d\d)(?:-([1-5]\d\d))?$/.exec(text) ?? []
  return from === undefined || Number(to) < Number(from) ? undefined : [Number(from), Number(to)]
}

/** The request's headers, from a mapping. */
export function headersOf(node: Node | undefined): ReadonlyMap<string, string> | ReadyMistake {
  if (node === undefined) return new Map()
  const wrong = { wrong: 'must be a mapping of headers', fix: 'write for instance `headers: {Host: example.com}`' }
  if (node.kind !== 'map') return wrong
  const headers = [...node.entries].map(([name, { node: value }]): readonly [string, string] => [
    name,
    value.kind === 'scalar' ? scalarText(value) : '\n',
  ])
  const isGood = ([name, value]: readonly [string, string]): boolean =>
    /^[\w!#$%&'*+.^`|~-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
  return headers.every(isGood) ? new Map(headers) : wrong
}
