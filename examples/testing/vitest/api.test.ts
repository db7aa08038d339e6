import { endpoint } from 'muster-compose/vitest'
import { expect, test } from 'vitest'

// The API alone, from outside: nothing but an address is needed.
const url = endpoint('api', 3000).url()

test('who signs is listed', async () => {
  const name = `Ada ${Math.random()}`
  expect((await fetch(url, { method: 'POST', body: name })).status).toBe(201)
  expect(await (await fetch(url)).json()).toContain(name)
})

test('nobody cannot sign', async () => {
  const response = await fetch(url, { method: 'POST', body: ' ' })
  expect([response.status, await response.json()]).toEqual([400, { error: 'nobody has signed' }])
})
