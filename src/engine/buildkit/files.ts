import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type ContextEntry, entryAt, walkContext } from '../build/context.ts'
import { ignoring } from '../build/dockerignore.ts'
import { unlessAbsent } from '../host/unless-absent.ts'
import type { Call, Method } from './grpc-server.ts'
import { code, GrpcError } from './grpc.ts'
import { fieldsOf, message, textOf } from './wire.ts'

/** What BuildKit may read: a folder, or some files that are in none. */
export type Shared =
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'files'; readonly texts: ReadonlyMap<string, string> }

/** `moby.filesync.v1.FileSync`: folders by the name that the build calls them by. */
export function fileMethods(shared: ReadonlyMap<string, Shared>): ReadonlyMap<string, Method> {
  const send: Method = async (call) => {
    const [name = ''] = call.header('dir-name')
    const folder = shared.get(name)
    if (folder === undefined)
      throw new GrpcError(`no folder ${JSON.stringify(name)} belongs to the build`, code.notFound)
    await sendEntries(call, folder)
  }
  return new Map([['/moby.filesync.v1.FileSync/DiffCopy', send]])
}

/** Kinds of packets of fsutil's protocol. */
const packet = { stat: 0, request: 1, data: 2, end: 3, error: 4 } as const

/** Bytes of a file in one packet. */
const piece = 64 * 1024

/**
 * The sender's half of fsutil's protocol: says what there is, each with the number of its place, and the contents of what
 * is asked for by that number; an empty piece ends a file.
 */
async function sendEntries(call: Call, shared: Shared): Promise<void> {
  const entries = await entriesOf(shared, call)
  const { promise: failure, reject } = Promise.withResolvers<never>()
  const content = async (id: number): Promise<void> => await sendContent({ id, entry: entries[id], shared }, call)
  let told = tell(entries, call)
  const then = async (before: Promise<void>, id: number): Promise<void> => {
    await before
    await content(id)
  }
  const answering = (async () => {
    for await (const id of requestsOf(call)) {
      told = then(told, id)
      // The other side waits for what cannot be sent, and says nothing more.
      told.catch(reject)
    }
    await told
    await call.send(message([[1, packet.end]]))
  })()
  await Promise.race([answering, failure])
}

/** Numbers of the files that are asked for, until there are no more. */
async function* requestsOf({ messages }: Call): AsyncGenerator<number> {
  for await (const request of messages) {
    const fields = new Map([...fieldsOf(request)].map((field) => [field.field, field] as const))
    const type = fields.get(1)?.number ?? packet.stat
    if (type === packet.error) throw new GrpcError(textOf(fields.get(4)?.data), code.unknown)
    if (type === packet.end) return
    if (type === packet.request) yield fields.get(3)?.number ?? 0
  }
}

async function tell(entries: readonly ContextEntry[], { send, sendAll }: Call): Promise<void> {
  await sendAll(statsOf(entries))
  await send(message([]))
}

function* statsOf(entries: readonly ContextEntry[]): Generator<Uint8Array> {
  for (const entry of entries) yield message([[2, statOf(entry)]])
}

/** Go's bits of a mode. */
const bits = { directory: 2 ** 31, symlink: 2 ** 27, setuid: 2 ** 23, setgid: 2 ** 22, sticky: 2 ** 20 } as const

/** Everything belongs to root. */
function statOf({ path, kind, mode, size, mtimeMs, link = '' }: ContextEntry): Uint8Array {
  const special =
    (mode & 0o4000 ? bits.setuid : 0) + (mode & 0o2000 ? bits.setgid : 0) + (mode & 0o1000 ? bits.sticky : 0)
  const type = kind === 'file' ? 0 : bits[kind]
  return message([
    [1, path],
    [2, (mode & 0o777) + special + type],
    [5, size],
    [6, nanoseconds(mtimeMs)],
    [7, link],
  ])
}

/** Times before 1970 are none that a file of a build has. */
function nanoseconds(ms: number): bigint {
  const whole = Math.max(0, Math.floor(ms))
  return BigInt(whole) * 1_000_000n + BigInt(Math.max(0, Math.round((ms - whole) * 1_000_000)))
}

interface Wanted {
  readonly id: number
  readonly entry: ContextEntry | undefined
  readonly shared: Shared
}

async function sendContent({ id, entry, shared }: Wanted, { send, sendAll }: Call): Promise<void> {
  if (entry === undefined) throw new GrpcError(`there is no file ${id}`, code.unknown)
  const head = [
    [1, packet.data],
    [3, id],
  ] as const
  if (entry.size <= piece)
    return await sendAll([message([...head, [4, await smallContent(shared, entry)]]), message(head)])
  for await (const chunk of contentOf(shared, entry)) await send(message([...head, [4, chunk]]))
  await send(message(head))
}

/** In one go: a stream for each of many small files takes ten times as long. */
async function smallContent(shared: Shared, { path, size }: ContextEntry): Promise<Uint8Array> {
  if (shared.kind === 'files') return Buffer.from(shared.texts.get(path) ?? '')
  return (await readFile(join(shared.path, path))).subarray(0, size)
}

function contentOf(shared: Shared, { path, size }: ContextEntry): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (shared.kind === 'files') return [Buffer.from(shared.texts.get(path) ?? '')]
  // A file that grows meanwhile is sent as it was when it was seen.
  return createReadStream(join(shared.path, path), { end: size - 1, highWaterMark: piece }) as AsyncIterable<Buffer>
}

/** What BuildKit asks for: by patterns that leave out, patterns that let in, and paths whose files a step reads. */
async function entriesOf(shared: Shared, call: Call): Promise<readonly ContextEntry[]> {
  if (shared.kind === 'files') return [...shared.texts].map(([path, text]) => textEntry(path, text)).toSorted(byPath)
  const includes = patternsOf(call, 'include-patterns')
  if (includes.length > 0) return await included(shared.path, includes)
  const entries = await walkContext(shared.path, ignoring(patternsOf(call, 'exclude-patterns')))
  return followed(entries, patternsOf(call, 'followpaths'))
}

/**
 * Mostly one name, `.dockerignore`, for which nobody shall look through the whole folder. What cannot be looked at is not taken for
 * absent: BuildKit would then send what a `.dockerignore` keeps back.
 */
async function included(root: string, patterns: readonly string[]): Promise<readonly ContextEntry[]> {
  if (patterns.every((pattern) => /^[\w.-]+$/.test(pattern))) {
    const found = await Promise.all(patterns.map(async (path) => await entryAt(root, path).catch(unlessAbsent)))
    return found.filter((entry) => entry !== undefined).toSorted(byPath)
  }
  return withFolders(await walkContext(root, ignoring([])), patterns)
}

function byPath(a: ContextEntry, b: ContextEntry): number {
  return Buffer.compare(Buffer.from(a.path), Buffer.from(b.path))
}

function textEntry(path: string, text: string): ContextEntry {
  const mtime = new Date(0)
  return { path, kind: 'file', mode: 0o644, mtime, mtimeMs: 0, size: Buffer.byteLength(text) }
}

/** Other letters than those of ASCII come escaped as in a query, which a header of its own says. */
function patternsOf(call: Call, name: string): readonly string[] {
  const values = call.header(name)
  const escaped = call.header(`${name}-encoded`)[0] === '1'
  return escaped ? values.map((value) => decodeURIComponent(value.replaceAll('+', ' '))) : values
}

/** Only what the steps read. Where a link may lead elsewhere everything is sent: more than is asked for does no harm. */
function followed(entries: readonly ContextEntry[], paths: readonly string[]): readonly ContextEntry[] {
  const usable = paths.length > 0 && paths.every((path) => !/^!|^\/*$|(^|\/)\.\.?(\/|$)/.test(path))
  if (!usable) return entries
  const chosen = withFolders(
    entries,
    paths.map((path) => path.replace(/^\/+|\/+$/g, '')),
  )
  return chosen.some(({ kind }) => kind === 'symlink') ? entries : chosen
}

/** Entries that fit a pattern, and the folders that they are in. */
function withFolders(entries: readonly ContextEntry[], patterns: readonly string[]): readonly ContextEntry[] {
  const wanted = ignoring(patterns)
  const found = new Set(entries.filter(({ path }) => wanted.excludes(path)).map(({ path }) => path))
  const needed = new Set([...found].flatMap(foldersOf))
  return entries.filter(({ path }) => found.has(path) || needed.has(path))
}

function foldersOf(path: string): readonly string[] {
  const parts = path.split('/')
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('/'))
}
