import { constants, fstatSync, openSync, readdirSync, readlinkSync, writeSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Event } from '../../events.ts'
import { commandRecord, createEventRecords, errorRecords, type EventRecord } from '../../render/event-line.ts'
import type { Terminal } from '../../render/terminal.ts'
import { UsageError } from '../usage-error.ts'

/** Where `--events` goes. */
export interface EventSink {
  readonly take: (event: Event) => void
  /** Why the command has failed. */
  readonly fail: (error: unknown, cwd: string) => void
  /** Writes the last line; resolves when a reader has got everything, or does not read for a while. */
  readonly end: (exitCode: number) => Promise<void>
}

export interface SinkWorld {
  readonly command: string
  readonly version: string
  readonly terminal: Terminal
  readonly now: () => number
}

/** Takes lines; throws, or calls back with an error later, when it cannot. */
interface Channel {
  readonly write: (line: string) => void
  readonly flush: () => Promise<void>
}

/**
 * Opens a file or a descriptor (`fd:3`) for events. A full disk, a reader that has gone, or one that does not read, is
 * told once and changes nothing for the command. Throws UsageError for what cannot be opened.
 */
export function openEventSink(to: string, { command, version, terminal, now }: SinkWorld): EventSink {
  let open = true
  const lost = (error: Error): void => {
    if (!open) return
    open = false
    terminal.err.write(`warning: --events ${to}: ${error.message}; no more events are written\n`)
  }
  const channel = channelFor(to, terminal, lost)
  const put = (record: EventRecord): void => {
    if (!open) return
    try {
      channel.write(`${JSON.stringify(record)}\n`)
    } catch (error) {
      lost(error as Error)
    }
  }
  const records = createEventRecords(now)
  put(commandRecord({ type: 'command.started', command, version, pid: process.pid }, now()))
  return {
    take: (event) => records(event).forEach(put),
    fail: (error, cwd) => errorRecords(error, cwd, now()).forEach(put),
    end: async (exitCode) => {
      put(commandRecord({ type: 'command.ended', exitCode }, now()))
      if (open) await channel.flush()
    },
  }
}

function channelFor(to: string, terminal: Terminal, lost: (error: Error) => void): Channel {
  const number = /^fd:(\d{1,4})$/.exec(to)?.[1]
  if (number === undefined && (to === '' || to.startsWith('fd:')))
    throw new UsageError(`invalid value for --events: ${JSON.stringify(to)}`, 'give a file, or a descriptor as `fd:3`')
  if (number === undefined) return channelOver(openFile(to), lost)
  const fd = Number(number)
  if (fd === 1 || fd === 2) {
    const screen = fd === 1 ? terminal.out : terminal.err
    return { write: (line) => screen.write(line), flush: async () => {} }
  }
  requireInherited(fd)
  return channelOver(fd, lost)
}

function openFile(path: string): number {
  try {
    const { O_WRONLY, O_CREAT, O_TRUNC } = constants
    return openSync(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  } catch (error) {
    throw new UsageError(`--events ${path}: ${(error as Error).message}`, 'name a file in a folder that exists')
  }
}

/** Bytes that may wait for a reader. */
const most = 16 * 1024 * 1024
/** Milliseconds that the end of the command waits for a reader. */
const patience = 2000

/** Pipes and sockets have readers, who may be slow: nothing waits for them. Everything else takes what it gets at once. */
function channelOver(fd: number, lost: (error: Error) => void): Channel {
  const stat = fstatSync(fd)
  if (!stat.isFIFO() && !stat.isSocket()) return { write: (line) => writeAll(fd, line), flush: async () => {} }
  const socket = new Socket({ fd, readable: false, writable: true })
  socket.unref()
  socket.on('error', (error: NodeJS.ErrnoException) =>
    lost(error.code === 'EPIPE' ? new Error('nobody reads it anymore') : error),
  )
  return {
    write: (line) => {
      if (socket.writableLength > most) throw new Error('its reader does not read')
      socket.write(line)
    },
    flush: async () => {
      if (socket.writableLength === 0) return
      const timer = Promise.withResolvers<void>()
      const timeout = setTimeout(timer.resolve, patience)
      await Promise.race([new Promise<void>((done) => socket.write('', () => done())), timer.promise])
      clearTimeout(timeout)
    },
  }
}

function writeAll(fd: number, line: string): void {
  const data = Buffer.from(line)
  for (let at = 0; at < data.length;) at += writeSync(fd, data, at)
}

/** Node itself has descriptors, too; what is written into one of those breaks it. Throws UsageError. */
function requireInherited(fd: number): void {
  const refusal = new UsageError(
    `--events fd:${fd}: there is no such descriptor to write to`,
    `pass one on, for instance \`${fd}>events.ndjson\``,
  )
  try {
    const stat = fstatSync(fd)
    if (!stat.isFile() && !stat.isFIFO() && !stat.isSocket() && !stat.isCharacterDevice()) throw refusal
    writeSync(fd, '')
  } catch {
    throw refusal
  }
  const all = descriptors()
  const target = all.get(fd)
  // Both ends of Node's own pipes are in this process.
  const both =
    target?.startsWith('pipe:') === true &&
    [...all].some(([other, name]) => other !== fd && name === target && isReadEnd(other))
  if (both) throw refusal
}

function descriptors(): ReadonlyMap<number, string> {
  try {
    return new Map(
      readdirSync('/proc/self/fd').flatMap((name): [number, string][] => {
        try {
          return [[Number(name), readlinkSync(`/proc/self/fd/${name}`)]]
        } catch {
          return []
        }
      }),
    )
  } catch {
    return new Map()
  }
}

function isReadEnd(fd: number): boolean {
  try {
    writeSync(fd, '')
    return false
  } catch {
    return true
  }
}
