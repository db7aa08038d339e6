import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sha256 } from '../model/sha256.ts'
import type { DiagnosticKind } from '../source/codes.ts'
import { makePrivateFolder } from './private-folder.ts'

/** Who holds a project, as it is told to those who wait. */
export interface Holder {
  /** What runs, for instance `up`. */
  readonly command: string
  readonly pid: number
  /** Milliseconds since the epoch. */
  readonly since: number
}

/** What a lock is for. */
export interface Claim {
  /** What is the same for all ways to one engine: two engines may have projects of the same name. */
  readonly engine: string
  readonly project: string
  readonly command: string
}

/** How long a lock is waited for, and who hears of it. */
export interface Patience {
  readonly signal: AbortSignal
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Seconds; undefined: as long as it takes. */
  readonly timeout?: number
  readonly onWait: (holder: Holder | undefined) => void
}

/** A project that nobody else changes meanwhile. */
export interface Hold extends Disposable {
  /** Whether somebody else had it first: what was seen before may be old. */
  readonly waited: boolean
}

/** Somebody else did not let go of the project in time. */
export class LockTimeout extends Error {
  override name = 'LockTimeout'
  readonly diagnosticKind: DiagnosticKind = 'locked'
  readonly exitCode = 6
  readonly fix = 'wait for it or end it; `--lock-timeout` says how long to wait'
}

/**
 * Waits until no other muster of this machine changes the project, and keeps others waiting until it is disposed of. The
 * lock is a local socket with a name made of engine and project: the kernel lets go of it when its process ends, however it
 * ends, and those who wait are connected to it, so that they notice at once. Rejects with LockTimeout, or with the
 * signal's reason.
 */
export async function holdProject(claim: Claim, patience: Patience): Promise<Hold> {
  const address = addressOf(claim)
  const holder: Holder = { command: claim.command, pid: process.pid, since: patience.now() }
  const limit = timeLimit(patience)
  try {
    for (let waited = false; ; waited = true) {
      const server = await listen(address, holder)
      if (server !== undefined) return { waited, [Symbol.dispose]: () => server.close() }
      await letGo(address, { ...patience, signal: limit.signal, onWait: waited ? () => undefined : patience.onWait })
      patience.signal.throwIfAborted()
      if (limit.signal.aborted) throw timedOut(claim, patience)
    }
  } finally {
    limit.stop()
  }
}

function timedOut({ project }: Claim, { timeout }: Patience): LockTimeout {
  return new LockTimeout(`project ${project} is still being changed by another muster after ${timeout ?? 0} s`)
}

function timeLimit({ signal, timeout }: Patience): { readonly signal: AbortSignal; readonly stop: () => void } {
  if (timeout === undefined) return { signal, stop: () => undefined }
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), timeout * 1000)
  return { signal: AbortSignal.any([signal, over.signal]), stop: () => clearTimeout(timer) }
}

interface Taken {
  readonly close: () => void
}

/** Undefined when somebody else listens there. */
async function listen(address: string, holder: Holder): Promise<Taken | undefined> {
  const waiting = new Set<Socket>()
  const server = createServer((socket) => {
    waiting.add(socket.on('error', () => undefined).on('close', () => waiting.delete(socket)))
    socket.unref().write(`${JSON.stringify(holder)}\n`)
  })
  if (!(await bound(server, address))) return undefined
  server.unref()
  const close = (): void => {
    server.close()
    for (const socket of waiting) socket.destroy()
  }
  return { close }
}

async function bound(server: Server, address: string): Promise<boolean> {
  try {
    listenAlone(server, address)
    await once(server, 'listening')
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false
    throw error
  }
}

/**
 * Not `listen`: in a worker of Node's `cluster` that asks the first process to hold the socket, which outlives the worker,
 * and elsewhere it loads `cluster`, `child_process` and `dgram` to find that out, 3 ms of every command that changes
 * something. `_listen2` is what it ends in.
 */
function listenAlone(server: Server, address: string): void {
  const { _listen2: own } = server as Server & { readonly _listen2?: (...to: readonly unknown[]) => void }
  if (own === undefined) server.listen(address)
  else own.call(server, address, ...local)
}

/** What a local socket has in place of port and family, and Node's own backlog. */
const local = [-1, -1, 511] as const

/** Who holds a project right now; undefined where nobody does, or says so within a second. */
export async function lockHolder(claim: Omit<Claim, 'command'>): Promise<Holder | undefined> {
  const socket = createConnection(addressOf(claim))
  try {
    const [line] = (await once(socket, 'data', { signal: AbortSignal.timeout(1000) })) as [Uint8Array]
    return holderIn(String(line))
  } catch {
    return undefined
  } finally {
    socket.destroy()
  }
}

/** Resolves when the holder has let go, or is found dead, or the signal aborts. */
async function letGo(address: string, { signal, onWait }: Patience): Promise<void> {
  const socket = createConnection(address)
  const stop = (): void => void socket.destroy()
  signal.addEventListener('abort', stop, { once: true })
  const gone = new Promise<void>((resolve) => socket.on('close', () => resolve()))
  socket.on('error', (error: NodeJS.ErrnoException) => {
    // Only where names are files does one outlive its process.
    if (error.code === 'ECONNREFUSED' && !isAbstract(address)) rmSync(address, { force: true })
  })
  socket.once('data', (line) => onWait(holderIn(String(line))))
  await gone
  signal.removeEventListener('abort', stop)
}

/** Anybody of this machine can hold a name and say anything there. */
function holderIn(line: string): Holder | undefined {
  try {
    const { command, pid, since } = (JSON.parse(line) ?? {}) as Partial<Record<keyof Holder, unknown>>
    const isHolder = typeof command === 'string' && typeof pid === 'number' && typeof since === 'number'
    return isHolder ? { command, pid, since } : undefined
  } catch {
    return undefined
  }
}

function isAbstract(address: string): boolean {
  return address.startsWith('\0')
}

/** The length that every kernel takes for the name of a local socket. */
const longest = 100

/** Linux has names without a file, which end with their process; elsewhere the name is a file that only the user can reach. */
function addressOf({ engine, project }: Omit<Claim, 'command'>): string {
  const whole = `muster-lock:${engine}:${project}`
  if (process.platform === 'linux') return `\0${whole.length < longest ? whole : shortened(whole)}`
  const folder = join(process.env['XDG_RUNTIME_DIR'] || tmpdir(), `muster-${process.getuid?.() ?? 0}`)
  makePrivateFolder(folder)
  return join(folder, shortened(whole))
}

function shortened(name: string): string {
  return `muster-lock-${sha256(name).toString('hex').slice(0, 40)}`
}
