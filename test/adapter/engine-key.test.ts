import { expect, test } from 'vitest'
import { engineKey, lockKey } from '../../src/engine/engine-key.ts'

// Any file stands for the socket: only its path counts here.
const path = import.meta.filename

type Way = Parameters<typeof lockKey>[0]

function way(address: string, id: string): Way {
  return { address, id: () => Promise.resolve(id), close: () => undefined }
}

const socket = way(`unix://${path}`, 'A')

test.each([
  { address: 'tcp://127.0.0.1:2375', id: 'A', key: engineKey(socket.address) },
  { address: 'tcp://localhost:2375', id: 'A', key: engineKey(socket.address) },
  { address: 'tcp://localhost:2375', id: 'B', key: 'tcp://localhost:2375' },
  { address: 'tcp://localhost:2375', id: '', key: 'tcp://localhost:2375' },
  { address: 'tcp://far.test:2375', id: 'A', key: 'tcp://far.test:2375' },
])('the lock of $address with the ID "$id" is $key', async ({ address, id, key }) => {
  expect(await lockKey(way(address, id), () => Promise.resolve(socket), path)).toBe(key)
})

test('a socket is its own lock, and nobody is asked', async () => {
  const nobody = (): never => {
    throw new Error('asked')
  }
  expect(await lockKey({ ...socket, id: nobody }, nobody, path)).toBe(engineKey(socket.address))
})

test('a socket that cannot be reached leaves the port its own lock', async () => {
  const mute = { ...socket, id: () => Promise.reject(new Error('no permission')) }
  expect(await lockKey(way('tcp://localhost:2375', 'A'), () => Promise.resolve(mute), path)).toBe(
    'tcp://localhost:2375',
  )
})
