import { isAddress } from '../grammar/address.ts'
import type { Expected } from '../kinds/invalid.ts'

/** One container port of a short form, for instance `127.0.0.1:8080-8081:80-81/udp` gives two. */
export interface PortMapping {
  readonly hostIp: string
  readonly target: number
  /** A port or a range; empty lets the engine choose. */
  readonly published: string
  readonly protocol: string
}

/** What is wrong with a short form, and the piece of its text that is to blame. */
export interface Problem extends Expected {
  readonly from: number
  readonly to: number
}

/** Reads `[[ip:]published[-range]:]target[-range][/protocol]`, or says what would have been right (docker compose 2.40.3). */
export function readPortMapping(written: string): readonly PortMapping[] | Problem {
  const read = readRanges(written)
  return 'be' in read ? read : expand(read)
}

/** How many container ports a short form names, which costs nothing to know; and what is wrong with it, if anything. */
export function inspectPortMapping(written: string): { readonly count: number } | Problem {
  const read = readRanges(written)
  return 'be' in read ? read : { count: size(read.targets) }
}

function readRanges(written: string): Expansion | Problem {
  const pieces = split(written)
  const { host, published, ports, protocol } = pieces
  const hostIp = addressOf(host)
  if (hostIp === undefined) {
    const meant = isNumbers(host) ? `127.0.0.1${written.slice(host.length)}` : undefined
    return { ...badAddress, meant, from: 0, to: host.length }
  }
  const whole = { from: 0, to: written.length }
  if (ports === '') return { ...noTarget, ...whole }
  const targets = readPortRange(ports)
  if (targets?.from === 0) return { ...noTarget, ...whole }
  if (targets === undefined) return { ...badTarget, from: pieces.portsAt, to: pieces.portsAt + ports.length }
  const outside = published === '' ? undefined : readPortRange(published)
  if (published !== '' && outside === undefined) {
    const bad = host === '' && isAddress(published) ? { ...noPorts, meant: `${written}:80` } : badPublished
    return { ...bad, from: pieces.portsAt - published.length - 1, to: pieces.portsAt - 1 }
  }
  const lower = (protocol || 'tcp').toLowerCase()
  if (!protocols.includes(lower)) return { ...badProtocol, from: pieces.portsAt + ports.length + 1, to: written.length }
  if (outside !== undefined && size(outside) !== size(targets) && size(targets) !== 1) return { ...badRanges, ...whole }
  return { hostIp, targets, outside, protocol: lower }
}

/** First and last port of `80` or `80-90`; undefined for anything else. */
export function readPortRange(written: string): PortRange | undefined {
  const [from = '', to = from, ...rest] = written.split('-')
  if (rest.length > 0 || !/^\d+$/.test(from) || !/^\d+$/.test(to)) return undefined
  const range = { from: Number(from), to: Number(to) }
  return range.from <= range.to && range.to <= 65_535 ? range : undefined
}

/** From one port to another, both included. */
export interface PortRange {
  readonly from: number
  readonly to: number
}

const protocols: readonly string[] = ['tcp', 'udp', 'sctp']

const example = '8080:80'
const noTarget: Expected = { be: 'a port mapping with a container port', example }
const badTarget: Expected = {
  be: 'a container port up to 65535, or a rising range of ports',
  example,
}
const badPublished: Expected = {
  be: 'a host port up to 65535, or a rising range of ports',
  example,
}
const noPorts: Expected = {
  be: 'an address with a host port and a container port, `address:host port:container port`',
  example: '127.0.0.1:8080:80',
}
const badProtocol: Expected = { be: 'the protocol tcp, udp or sctp', example: '53:53/udp' }
const badRanges: Expected = { be: 'a port mapping with ranges of equal length', example: '8080-8082:80-82' }
const badAddress: Expected = {
  be: 'an IPv4 address, or an IPv6 address in brackets',
  example: '[::1]:8080:80',
}

interface Pieces {
  readonly host: string
  readonly published: string
  readonly ports: string
  readonly portsAt: number
  readonly protocol: string
}

function split(written: string): Pieces {
  const parts = written.split(':')
  const container = parts.at(-1) ?? ''
  const [ports = '', protocol = ''] = container.split('/')
  return {
    host: parts.slice(0, -2).join(':'),
    published: parts.at(-2) ?? '',
    ports,
    portsAt: written.length - container.length,
    protocol,
  }
}

function addressOf(host: string): string | undefined {
  const bracketed = /^\[(.*)\]$/.exec(host)
  if (bracketed === null && host.includes(':')) return undefined
  const address = bracketed?.[1] ?? host
  return address === '' || isAddress(address) ? address : undefined
}

/** Meant as an IPv4 address. */
function isNumbers(host: string): boolean {
  return /^[\d.]+$/.test(host)
}

function size(range: PortRange): number {
  return range.to - range.from + 1
}

interface Expansion {
  readonly hostIp: string
  readonly targets: PortRange
  readonly outside: PortRange | undefined
  readonly protocol: string
}

/** docker compose sorts the ports of a range as text: 99-100 gives 100, 99. */
function expand({ hostIp, targets, outside, protocol }: Expansion): readonly PortMapping[] {
  const mappings = Array.from({ length: size(targets) }, (_, index) => ({
    hostIp,
    target: targets.from + index,
    published: publishedAt(outside, index, size(targets)),
    protocol,
  }))
  return mappings.sort((a, b) => (`${a.target}/` < `${b.target}/` ? -1 : 1))
}

/** A single container port with a range of host ports lets the engine choose one of them. */
function publishedAt(outside: PortRange | undefined, index: number, targets: number): string {
  if (outside === undefined) return ''
  const first = outside.from + index
  return targets === 1 && size(outside) > 1 ? `${first}-${outside.to}` : String(first)
}
