import { expect, test } from 'vitest'
import { roomOn, roomText } from '../../../src/run/preflight/little-room.ts'

const gib = 1024 ** 3
const disk = { folder: '/var/lib/docker', total: 40 * gib, free: 20 * gib, files: { total: 1000, free: 900 } }

test.each([
  ['enough', {}],
  ['enough', { free: 2 * gib }],
  ['little', { free: 2 * gib - 1 }],
  ['none', { free: 90 * 1024 ** 2 }],
  ['little', { files: { total: 1000, free: 9 } }],
  ['none', { files: { total: 1000, free: 0 } }],
])('there is %s room on a disk with %j', (room, more) => {
  expect(roomOn({ ...disk, ...more })).toBe(room)
})

test('what is lacking is named: bytes or files', () => {
  expect(roomText({ ...disk, free: gib / 2 })).toMatch(
    /^0\.5 GiB of 40\.0 GiB are free on the disk of \/var\/lib\/docker/,
  )
  expect(roomText({ ...disk, files: { total: 1000, free: 2 } })).toBe(
    '2 files more of 1000 fit on the disk of /var/lib/docker',
  )
})
