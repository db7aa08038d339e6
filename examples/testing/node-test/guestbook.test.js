// node:test needs no global set-up: a file has a stack of its own, which ends with it, also when it is killed.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { up } from 'muster-compose'

let stack
let url
before(async () => {
  stack = await up({ files: ['../app/compose.yaml'], isolate: true })
  url = stack.service('api').endpoint(3000).url()
})
after(async () => await stack?.[Symbol.asyncDispose]())

test('the book is empty at first, and who signs is listed', async () => {
  assert.deepEqual(await (await fetch(url)).json(), [])
  await fetch(url, { method: 'POST', body: 'Ada' })
  assert.deepEqual(await (await fetch(url)).json(), ['Ada'])
})

test('entries outlive a restart of the database', async () => {
  const cache = stack.service('cache')
  await cache.restart()
  assert.match((await cache.exec(['redis-cli', 'lrange', 'entries', '0', '-1'])).stdout, /^Ada$/m)
})

test('without its database the service says so', async () => {
  const cache = stack.service('cache')
  await cache.stop()
  assert.equal((await fetch(url)).status, 503)
  await cache.start()
  await stack.service('api').wait({ http: 3000, path: '/healthz' }, { timeout: 60 })
})
