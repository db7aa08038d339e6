// The integration tests of examples/testing/app, the same for both tools: where the service is, the environment tells.
import assert from 'node:assert/strict'
import { test } from 'node:test'

const { API_PORT, MUSTER_PORT_API_3000 = API_PORT } = process.env
const url = `http://127.0.0.1:${MUSTER_PORT_API_3000}`

test('the book is empty at first', async () => {
  assert.deepEqual(await (await fetch(url)).json(), [])
})

test('who signs is listed', async () => {
  for (const body of ['Ada', 'Grace']) assert.equal((await fetch(url, { method: 'POST', body })).status, 201)
  assert.deepEqual(await (await fetch(url)).json(), ['Ada', 'Grace'])
})

test('nobody cannot sign', async () => {
  assert.equal((await fetch(url, { method: 'POST', body: ' ' })).status, 400)
})
