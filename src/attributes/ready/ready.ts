import type { Report } from '../../source/diagnostic.ts'
import { type Mapping, type Node, type Path, type Scalar } from '../../source/node.ts'
import { pathText } from '../../source/path-text.ts'
import { suggest } from '../../source/suggest.ts'
import { scalarText } from '../kinds/scalars.ts'
import type { ReadyCondition } from './condition.ts'
import { headersOf, httpText, portOf, statusOf } from './http.ts'
import { oneOf, parseReady, type ReadyMistake } from './text.ts'

/** A condition in few words, for people: no header and no query, which may hold secrets. */
export function readyText(condition: ReadyCondition): string {
  switch (condition.kind) {
    case 'tcp':
      return `tcp ${condition.port}`
    case 'http':
      return httpText(condition)
    case 'log':
      return `log /${condition.pattern}/${condition.times === 1 ? '' : ` ${condition.times} times`}`
    case 'file':
      return `file ${condition.path}`
  }
}

const keys = ['tcp', 'http', 'log', 'times', 'file'] as const

/**
 * Reads the value of `x-ready`: a mapping with `tcp`, `http`, `log` (and `times`), `file`, each one value or a list; a text
 * as `--ready` takes it; or a list of these. All must hold. What cannot be read is reported at its place and left out: docker
 * compose lets it pass, so it is a warning that is an error to what would start the service.
 */
export function readReady(node: Node, path: Path, report: Report): readonly ReadyCondition[] {
  return readValue(node, { path, report, refused: path })
}

interface Reading {
  readonly path: Path
  readonly report: Report
  /** The service's key. */
  readonly refused: Path
}

function readValue(node: Node, reading: Reading): readonly ReadyCondition[] {
  if (node.at.via?.kind === 'variable' && node.at.via.unfilled === true) return []
  switch (node.kind) {
    case 'seq':
      return node.items.flatMap((item, index) => readValue(item, inside(reading, index)))
    case 'scalar':
      return node.value === null ? [] : taken(parseReady(scalarText(node)), node, reading)
    case 'map':
      return readMapping(node, reading)
  }
}

function readMapping(node: Mapping, reading: Reading): readonly ReadyCondition[] {
  const times = timesOf(node, reading)
  return [...node.entries].flatMap(([key, { node: value, keyAt }]) => {
    const at = inside(reading, key)
    switch (key) {
      case 'tcp':
        return each(value, at, (item, place) => taken(parseReady(`tcp:${wordOf(item)}`), item, place))
      case 'http':
        return each(value, at, readHttp)
      case 'log':
        return each(value, at, (item, place) => withTimes(taken(parseReady(`log:${wordOf(item)}`), item, place), times))
      case 'file':
        return each(value, at, (item, place) => taken(parseReady(`file:${wordOf(item)}`), item, place))
      case 'times':
        return []
      default: {
        const near = suggest(key, keys)
        const fix = near === undefined ? `use ${oneOf(keys)}` : `did you mean \`${near}\`?`
        complain({ wrong: `${pathText(reading.path)} has no key \`${key}\``, fix }, { at: keyAt, whole: true }, at)
        return []
      }
    }
  })
}

function timesOf(node: Mapping, reading: Reading): number {
  const entry = node.entries.get('times')
  if (entry === undefined) return 1
  const place = inside(reading, 'times')
  const value = entry.node.kind === 'scalar' ? Number(entry.node.value) : Number.NaN
  if (!node.entries.has('log'))
    complain({ wrong: 'counts lines of a `log`, and there is none', fix: 'add `log`' }, { at: entry.keyAt }, place)
  if (Number.isInteger(value) && value >= 1 && value <= 1000) return value
  complain({ wrong: 'must be a whole number from 1 to 1000', fix: 'write for instance `times: 2`' }, entry.node, place)
  return 1
}

function withTimes(conditions: readonly ReadyCondition[], times: number): readonly ReadyCondition[] {
  return conditions.map((one) => (one.kind === 'log' ? { ...one, times } : one))
}

/** One value, or each of a list. */
function each(
  node: Node,
  reading: Reading,
  read: (item: Node, place: Reading) => readonly ReadyCondition[],
): readonly ReadyCondition[] {
  if (node.kind === 'seq') return node.items.flatMap((item, index) => read(item, inside(reading, index)))
  return read(node, reading)
}

const httpKeys = ['port', 'path', 'status', 'method', 'headers', 'tls'] as const

function readHttp(node: Node, reading: Reading): readonly ReadyCondition[] {
  if (node.kind !== 'map') return taken(parseReady(`http:${wordOf(node)}`), node, reading)
  for (const [key, { keyAt }] of node.entries) {
    if ((httpKeys as readonly string[]).includes(key)) continue
    const near = suggest(key, httpKeys)
    const fix = near === undefined ? `use ${oneOf(httpKeys)}` : `did you mean \`${near}\`?`
    const wrong = `${pathText(reading.path)} has no key \`${key}\``
    complain({ wrong, fix }, { at: keyAt, whole: true }, inside(reading, key))
  }
  const get = (key: string): Node | undefined => node.entries.get(key)?.node
  const part = <T>(key: string, read: (value: Node | undefined) => T | ReadyMistake): T | undefined => {
    const value = read(get(key))
    if (!isMistake(value)) return value
    complain(value, get(key) ?? node, get(key) === undefined ? reading : inside(reading, key))
    return undefined
  }
  const port = part('port', portOf)
  const status = part('status', statusOf)
  const headers = part('headers', headersOf)
  const path = part('path', pathIn)
  const method = part('method', methodIn)
  const tls = part('tls', tlsIn)
  if (port === undefined || status === undefined || headers === undefined) return []
  if (path === undefined || method === undefined || tls === undefined) return []
  return [{ kind: 'http', port, path, status, method, headers, tls }]
}

function pathIn(node: Node | undefined): string | ReadyMistake {
  if (node === undefined) return '/'
  const path = wordOf(node)
  // What is none of these would be another line of the request, or no path.
  if (/^\/[\x21-\x7e]*$/.test(path)) return path
  return { wrong: 'must be a path that begins with / and has no blanks', fix: 'write for instance `path: /healthz`' }
}

function methodIn(node: Node | undefined): string | ReadyMistake {
  const method = node === undefined ? 'GET' : wordOf(node).toUpperCase()
  if (['GET', 'HEAD', 'OPTIONS', 'POST'].includes(method)) return method
  return { wrong: 'must be GET, HEAD, OPTIONS or POST', fix: 'write for instance `method: HEAD`' }
}

function tlsIn(node: Node | undefined): boolean | ReadyMistake {
  const value = node?.kind === 'scalar' ? node.value : node === undefined ? false : undefined
  return typeof value === 'boolean' ? value : { wrong: 'must be true or false', fix: 'write `tls: true`' }
}

function taken(read: ReadyCondition | ReadyMistake, node: Node, reading: Reading): readonly ReadyCondition[] {
  if (!isMistake(read)) return [read]
  complain(read, node, reading)
  return []
}

function isMistake<T>(read: T | ReadyMistake): read is ReadyMistake {
  return typeof read === 'object' && read !== null && 'wrong' in read
}

function wordOf(node: Node): string {
  return node.kind === 'scalar' ? scalarText(node as Scalar) : ''
}

function inside(reading: Reading, step: string | number): Reading {
  return { ...reading, path: [...reading.path, step] }
}

interface Place {
  readonly at: Node['at']
  /** The message names the place itself. */
  readonly whole?: true
}

function complain({ wrong, fix }: ReadyMistake, { at, whole }: Place, { path, report, refused }: Reading): void {
  const message = whole === true ? wrong : `${pathText(path)} ${wrong}`
  report.warn('ready-condition', message, { at, fix, path, refused })
}
