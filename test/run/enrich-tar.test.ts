import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { extract, type Header, pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { sourceDigest } from '../../scripts/helper-source.ts'
import { enrichedTar } from '../../src/run/volumes/enrich-tar.ts'
import { madeOf } from '../../src/run/volumes/listing-programs.ts'
import { type Listed, type Listing, losses, readListing } from '../../src/run/volumes/listing.ts'

const plain: Listed = { kind: 'file', nanoseconds: 0, before1970: false, holes: 0, attributes: new Map() }

const listed = (entries: Readonly<Record<string, Partial<Listed>>>): Listing =>
  new Map(Object.entries(entries).map(([path, entry]) => [path, { ...plain, ...entry }]))

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')

type Entry = Partial<Header> & Pick<Header, 'name'>

async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack()
  for (const header of entries) tar.entry(header, header.type === 'file' ? header.name : '')
  tar.finalize()
  return await buffer(Readable.from(tar))
}

/** The headers of what comes out, the tar in chunks that cut headers. */
async function enriched(tar: Buffer, listing: Listing): Promise<readonly Header[]> {
  const chunks = Array.from({ length: Math.ceil(tar.length / 700) }, (_, at) => tar.subarray(at * 700, (at + 1) * 700))
  const [rich, reader] = [enrichedTar(listing), extract()]
  const out = buffer(rich)
  await pipeline(Readable.from(chunks), rich)
  Readable.from([await out]).pipe(reader)
  const headers: Header[] = []
  for await (const entry of reader) {
    const content = await buffer(Readable.from(entry))
    if (entry.header.type === 'file') expect(content.toString()).toBe(entry.header.name)
    headers.push(entry.header)
  }
  return headers
}

const long = 'n'.repeat(200)
const mtime = (seconds: number): Date => new Date(seconds * 1000)

test('entries get their fractions of seconds and attributes, whatever else they have, and the rest passes', async () => {
  const tar = await tarOf([
    { name: 'volume/', type: 'directory', mtime: mtime(9) },
    { name: 'volume/a', type: 'file', mtime: mtime(5) },
    { name: `volume/${long}`, type: 'file', mtime: mtime(6), pax: { comment: 'kept' } },
    { name: 'volume/hard', type: 'link', linkname: 'volume/a', mtime: mtime(5) },
    { name: 'volume/other', type: 'file', mtime: mtime(7) },
  ])
  const attributes = new Map([['user.k', bytes('v\0\n=')]])
  const a = { nanoseconds: 123, attributes }
  const headers = await enriched(tar, listed({ '': { nanoseconds: 7 }, a, hard: a, [long]: { nanoseconds: 5e8 } }))
  expect(headers.map(({ name, type, pax }) => [name, type, pax])).toEqual([
    ['volume/', 'directory', { mtime: '9.000000007' }],
    ['volume/a', 'file', { mtime: '5.000000123', 'SCHILY.xattr.user.k': 'v\0\n=' }],
    [`volume/${long}`, 'file', expect.objectContaining({ mtime: '6.500000000', comment: 'kept' })],
    ['volume/hard', 'link', { mtime: '5.000000123' }],
    ['volume/other', 'file', null],
  ])
})

test('a time before 1970 is counted backwards', async () => {
  const tar = await tarOf([{ name: 'volume/a', type: 'file', mtime: mtime(0) }])
  // -6 seconds in base 256, as the engine writes it.
  Buffer.from('fffffffffffffffffffffffa', 'hex').copy(tar, 136)
  tar.fill(' ', 148, 156)
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  const [header] = await enriched(tar, listed({ a: { nanoseconds: 750_000_000 } }))
  expect(header?.pax).toEqual({ mtime: '-5.250000000' })
})

test('an ACL that a folder gives to what is made in it comes after all that is in it', async () => {
  const tar = await tarOf([
    { name: 'volume/d/', type: 'directory' },
    { name: 'volume/d/f', type: 'file' },
  ])
  const attributes = new Map([['system.posix_acl_default', bytes('acl')]])
  const headers = await enriched(tar, listed({ d: { kind: 'folder', attributes } }))
  expect(headers.map(({ name, pax }) => [name, pax])).toEqual([
    ['volume/d/', null],
    ['volume/d/f', null],
    ['volume/d/', { 'SCHILY.xattr.system.posix_acl_default': 'acl' }],
  ])
})

test('what a tar cannot take along is named; what belongs to the machine is not', () => {
  const attributes = new Map(
    ['user.ok', 'user.a=b', 'trusted.x', 'security.selinux', 'security.capability'].map((name) => [name, bytes('v')]),
  )
  const big = new Map([['user.big', Buffer.alloc(2 ** 20)]])
  expect(
    losses(
      listed({
        a: { attributes },
        b: { attributes: big },
        'd/s': { kind: 'socket' },
        h: { holes: 70e6 },
        e: { before1970: true },
        small: { holes: 5e6 },
      }),
    ),
  ).toEqual([
    'sockets are not copied: d/s',
    'extended attributes are not copied: trusted.x of a, user.a=b of a, user.big of b',
    'times before 1970 become 1970: e',
    'holes of files become zeros, 70 MB in all: h',
  ])
})

const entry = bytes('f\x01\0\0\0a\x05\0\0\x80\0\0\0\0\0\0\0\0\x01\0\x06\0user.k\x01\0\0\0v')

test('a listing is read, and one that broke off or failed is none', () => {
  const whole = Buffer.concat([entry, bytes('Z')])
  expect(readListing(whole)).toEqual(
    listed({ a: { nanoseconds: 5, before1970: true, attributes: new Map([['user.k', bytes('v')]]) } }),
  )
  for (let length = 0; length < whole.length; length++) expect(() => readListing(whole.subarray(0, length))).toThrow()
  expect(() => readListing(Buffer.concat([entry, bytes('X\x01\0\0\0b\x05\0\0\0')]))).toThrow('cannot look at "b"')
})

test('the programs are made of the source that is there', () => {
  expect(madeOf, 'run `npm run helper`').toBe(sourceDigest())
})
