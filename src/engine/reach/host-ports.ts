import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { createServer } from 'node:net'

/** A port of this machine, as a service publishes it. */
export interface HostPort {
  readonly address: string
  readonly port: number
  readonly protocol: 'tcp' | 'udp'
}

/** Whether somebody has the port already: tried by taking it for a moment. What cannot be tried (a port below 1024, an address of another machine) counts as free. */
export async function isTaken({ address, port, protocol }: HostPort): Promise<boolean> {
  const { createSocket } = protocol === 'udp' ? await import('node:dgram') : { createSocket: undefined }
  return await new Promise((resolve) => {
    const onError = (error: NodeJS.ErrnoException): void => resolve(error.code === 'EADDRINUSE')
    if (createSocket !== undefined) {
      const socket = createSocket({ type: address.includes(':') ? 'udp6' : 'udp4' })
      socket.once('error', onError)
      socket.bind({ address, port, exclusive: true }, () => socket.close(() => resolve(false)))
      return
    }
    const server = createServer()
    server.once('error', onError)
    server.listen({ host: address, port, exclusive: true }, () => server.close(() => resolve(false)))
  })
}

/** A program of this machine. */
export interface Program {
  readonly pid: number
  readonly name: string
}

/** The program that has a port, as far as /proc lets this user see it. */
export function holderOf({ port, protocol }: HostPort): Program | undefined {
  const inodes = new Set([`/proc/net/${protocol}`, `/proc/net/${protocol}6`].flatMap((path) => inodesIn(path, port)))
  if (inodes.size === 0) return undefined
  const pid = list('/proc').find((entry) => /^\d+$/.test(entry) && holds(entry, inodes))
  return pid === undefined ? undefined : { pid: Number(pid), name: nameOf(pid) }
}

/** The program as it was called, without its arguments: those may hold secrets. The kernel's own name may be that of a thread. */
function nameOf(pid: string): string {
  const [called = ''] = read(`/proc/${pid}/cmdline`).split('\0')
  return called.split('/').at(-1)?.split(' ')[0] || read(`/proc/${pid}/comm`).trim()
}

/** Sockets that are bound to the port and have no peer, of the kernel's table. */
function inodesIn(path: string, port: number): readonly string[] {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return read(path)
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local = '', peer = '']) => local.endsWith(wanted) && peer.endsWith(':0000'))
    .flatMap((fields) => fields[9] ?? [])
}

function holds(pid: string, inodes: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`
  return list(folder).some((fd) => inodes.has(/^socket:\[(\d+)\]$/.exec(target(`${folder}/${fd}`))?.[1] ?? ''))
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function target(link: string): string {
  try {
    return readlinkSync(link)
  } catch {
    return ''
  }
}
