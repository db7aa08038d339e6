import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { expect, test } from 'vitest'
import { plainTar, volumeTar } from '../../src/run/volumes/safe-tar.ts'

type Entry = Partial<Header> & Pick<Header, 'name'> & { readonly content?: string }

async function tarOf(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack()
  for (const { content = '', ...header } of entries) tar.entry(header, content)
  tar.finalize()
  return await buffer(Readable.from(tar))
}

/** What comes out of both checks, in chunks of a size that cuts headers. */
async function passed(tar: Buffer, size = 700): Promise<Buffer> {
  const chunks = Array.from({ length: Math.ceil(tar.length / size) }, (_, index) =>
    tar.subarray(index * size, (index + 1) * size),
  )
  const [plain, safe] = [plainTar(), volumeTar()]
  const out = buffer(safe)
  out.catch(() => undefined)
  await pipeline(Readable.from(chunks), plain, safe)
  return await out
}

const long = 'n'.repeat(200)

test('the tar of a volume passes byte for byte', async () => {
  const tar = await tarOf([
    { name: 'volume/', type: 'directory' },
    { name: 'volume/file', content: 'x'.repeat(5000), mode: 0o4755, uid: 3_000_000 },
    { name: `volume/${long}/ü`, content: 'y' },
    { name: 'volume/hard', type: 'link', linkname: 'volume/file' },
    { name: 'volume/link', type: 'symlink', linkname: '/etc/passwd' },
    { name: 'volume/up', type: 'symlink', linkname: '../../..' },
    { name: 'volume/pipe', type: 'fifo' },
    { name: 'volume/..not', content: '' },
  ])
  expect((await passed(tar)).equals(tar)).toBe(true)
  expect((await passed(tar, tar.length)).equals(tar)).toBe(true)
})

test('a size that stands before the header counts, as it does for the engine', async () => {
  const tar = await tarOf([{ name: 'volume/big', pax: { size: '3' }, content: 'abc' }, { name: 'volume/next' }])
  const header = tar.indexOf('volume/big')
  tar.fill('0', header + 124, header + 135)
  withSum(tar.subarray(header, header + 512))
  expect((await passed(tar)).equals(tar)).toBe(true)
})

const hostile: readonly (readonly [what: string, entries: readonly Entry[], error: RegExp])[] = [
  ['a name that climbs', [{ name: 'volume/../x' }], /outside/],
  ['a name that climbs first', [{ name: '../volume/x' }], /outside/],
  ['a name that climbs at its end', [{ name: 'volume/a/..' }], /outside/],
  ['an absolute name', [{ name: '/volume/x' }], /outside/],
  ['an absolute name of a system file', [{ name: '/etc/passwd' }], /outside/],
  ['a name beside the volume', [{ name: 'other/x' }], /outside/],
  ['a name that begins as the volume', [{ name: 'volume2/x' }], /outside/],
  ['an empty part', [{ name: 'volume//x' }], /outside/],
  ['a part that is a dot', [{ name: 'volume/./x' }], /outside/],
  ['a long name that climbs', [{ name: `volume/${long}/../../../x` }], /outside/],
  ['a hard link to outside', [{ name: 'volume/x', type: 'link', linkname: '/etc/shadow' }], /link to outside/],
  ['a hard link that climbs', [{ name: 'volume/x', type: 'link', linkname: 'volume/../../x' }], /link to outside/],
  ['a hard link to nothing', [{ name: 'volume/x', type: 'link', linkname: '' }], /link to outside/],
  [
    'a file behind a link',
    [{ name: 'volume/l', type: 'symlink', linkname: '/etc' }, { name: 'volume/l/passwd' }],
    /behind a link/,
  ],
  [
    'a folder behind a link',
    [
      { name: 'volume/l', type: 'symlink', linkname: '..' },
      { name: 'volume/l/d/', type: 'directory' },
    ],
    /behind a link/,
  ],
  [
    'a hard link to behind a link',
    [
      { name: 'volume/l', type: 'symlink', linkname: '/' },
      { name: 'volume/x', type: 'link', linkname: 'volume/l/etc/shadow' },
    ],
    /behind a link/,
  ],
  ['the volume as a link', [{ name: 'volume', type: 'symlink', linkname: '/' }, { name: 'volume/x' }], /behind a link/],
  ['a block device', [{ name: 'volume/x', type: 'block-device' }], /kind/],
  ['a character device', [{ name: 'volume/x', type: 'character-device' }], /kind/],
  [
    'an attribute by which a machine is run',
    [{ name: 'volume/x', pax: { 'SCHILY.xattr.trusted.overlay.redirect': '/etc' } }],
    /trusted\.overlay/,
  ],
  ['a file with holes', [{ name: 'volume/x', pax: { 'GNU.sparse.realsize': '9'.repeat(15) } }], /holes/],
]

test.each(hostile)('%s is refused', async (_, entries, error) => {
  await expect(passed(await tarOf(entries))).rejects.toThrow(error)
})

const broken: readonly (readonly [what: string, change: (tar: Buffer) => Buffer, error: RegExp])[] = [
  ['a compressed tar', (tar) => gzipSync(tar), /plain tar/],
  ['a text', () => Buffer.from('no tar'.repeat(500)), /plain tar/],
  ['a header with a wrong sum', (tar) => tar.fill('z', 0, 6), /./],
  ['a size that is no number', (tar) => tar.fill('x', 124, 135), /size/],
  ['a size beyond all numbers', (tar) => tar.fill(0xff, 124, 136), /size/],
  ['an extension of gigabytes', (tar) => tar.fill('x', 156, 157).fill('77777777777', 124, 135), /header of \d+ bytes/],
  ['a kind that nobody knows', (tar) => withSum(tar.fill('Z', 156, 157)), /kind/],
]

test.each(broken)('%s is refused', async (_, change, error) => {
  const tar = await tarOf([{ name: 'volume/x', content: 'abc' }])
  await expect(passed(change(tar))).rejects.toThrow(error)
})

/** Right again after a change. */
function withSum(tar: Buffer): Buffer {
  tar.fill(' ', 148, 156)
  const sum = tar.subarray(0, 512).reduce((total, byte) => total + byte, 0)
  tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1')
  return tar
}
