import type { IncomingMessage } from 'node:http'
import { PassThrough, type Readable } from 'node:stream'
import type { Archive, ContainerLooks, PathStat, ProcessTable } from '../container-looks.ts'
import { EngineError } from '../port.ts'
import { fitting, listOf, maybe, number, record, text } from '../transport/form.ts'
import { brokenOff, jsonLines, parsed } from '../transport/json-lines.ts'
import type { Request, Transport } from '../transport/transport.ts'
import { identified } from './identified.ts'
import { statsSample } from './stats-sample.ts'

const table = record<{ readonly Titles: readonly string[]; readonly Processes: ProcessTable['processes'] | null }>({
  Titles: listOf(text),
  Processes: maybe(listOf(listOf(text))),
})

/** The part of Containers that looks into them, over HTTP. */
export function looksOf(transport: Transport): ContainerLooks {
  return {
    top: async (container) => {
      const request = get(`list processes of ${container}`, container, 'top')
      const { Titles, Processes } = await transport.json(request, table)
      return { titles: Titles, processes: Processes ?? [] }
    },
    exportTar: async (container, signal) => {
      const request = { ...get(`export ${container}`, container, 'export'), signal }
      return toldWhole(await transport.stream(request), { ...request, meanwhile: 'the container was exported' })
    },
    commit: async (container, { name, author, message, changes, paused }) => {
      const query = {
        container,
        repo: name?.repository,
        tag: name?.tag,
        author: author || undefined,
        comment: message || undefined,
        // The engine joins repeated parameters by line ends, too.
        changes: changes.length === 0 ? undefined : changes.join('\n'),
        pause: paused ? undefined : 0,
      }
      const request = { operation: `commit ${container}`, method: 'POST', path: '/commit', query, body: {} } as const
      return (await transport.json(request, identified)).Id
    },
    statPath: async (container, path) => {
      const request = { ...archive(container, path), method: 'HEAD', accept: [404] } as const
      const response = await transport.stream(request)
      response.resume()
      return response.statusCode === 404 ? undefined : statOf(response, request.operation)
    },
    readArchive: async (container, path, signal): Promise<Archive> => {
      const request = { ...archive(container, path), signal }
      const response = await transport.stream(request)
      const stat = statOf(response, request.operation)
      return { stat, tar: toldWhole(response, { ...request, meanwhile: `${path} of the container was read` }) }
    },
    writeArchive: async (container, path, { tar, owners, over, signal }) => {
      const noOverwriteDirNonDir = over === undefined ? 'true' : undefined
      const query = { path, noOverwriteDirNonDir, copyUIDGID: owners === 'kept' ? 'true' : undefined }
      const operation = `copy into ${container}:${path}`
      const request = { ...archive(container, path), operation, method: 'PUT', query, tar, signal } as const
      await transport.answer(request)
    },
    stats: async (container, { follow, signal }) => {
      const operation = `read stats of ${container}`
      const query = { stream: follow ? 'true' : 'false' }
      const response = await transport.stream({ ...get(operation, container, 'stats'), query, signal })
      return jsonLines(response, {
        operation,
        signal,
        form: statsSample,
        meanwhile: 'the stats of a container were read',
      })
    },
  }
}

function get(operation: string, container: string, what: string): Request {
  return { operation, method: 'GET', path: `/containers/${encodeURIComponent(container)}/${what}` }
}

function archive(container: string, path: string): Request {
  return { ...get(`copy from ${container}:${path}`, container, 'archive'), query: { path } }
}

interface Stat {
  readonly name: string
  readonly mode: number
  readonly linkTarget: string
  readonly mtime: string
}

const stat = record<Stat>({ name: text, mode: number, linkTarget: text, mtime: text })

/** Bits of Go's file modes. */
const [folder, link] = [2 ** 31, 2 ** 27]
/** Devices, pipes, sockets, and what has no kind of its own. */
const special = [26, 25, 24, 21, 19].map((bit) => 2 ** bit)

function statOf(response: IncomingMessage, operation: string): PathStat {
  const header = response.headers['x-docker-container-path-stat']
  if (typeof header !== 'string')
    throw new EngineError(`${operation}: the engine did not say what is there`, { operation })
  const value = parsed(Buffer.from(header, 'base64').toString('utf8'), operation)
  const { name, mode, linkTarget, mtime } = fitting(value, stat, operation)
  const has = (bits: number): boolean => Math.floor(mode / bits) % 2 === 1
  const kind = has(folder) ? 'folder' : has(link) ? 'link' : special.some(has) ? 'other' : 'file'
  return { name, kind, target: linkTarget, changedAt: Date.parse(mtime) }
}

/** The same bytes. Where the connection breaks off, the error says so, and not in Node's words; the signal's stays the caller's own. */
function toldWhole(
  response: IncomingMessage,
  { operation, meanwhile, signal }: Pick<Request, 'operation' | 'signal'> & { readonly meanwhile: string },
): Readable {
  const told = new PassThrough()
  // Where it breaks off before anybody reads, who reads then hears of it.
  told.on('error', () => undefined)
  told.once('close', () => response.destroy())
  response.once('error', (cause) =>
    told.destroy(signal?.aborted === true ? cause : brokenOff(meanwhile, { operation, cause })),
  )
  return response.pipe(told)
}
