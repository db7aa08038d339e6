import { connect } from 'muster-compose'

const url = process.env.API_URL

test('who signs is listed', async () => {
  const name = `Ada ${Math.random()}`
  expect((await fetch(url, { method: 'POST', body: name })).status).toBe(201)
  expect(await (await fetch(url)).json()).toContain(name)
})

test('a worker reaches the containers, too', async () => {
  const stack = await connect({ project: process.env.STACK })
  const { stdout } = await stack.service('cache').exec(['redis-cli', 'ping'])
  expect(stdout).toBe('PONG\n')
  await stack[Symbol.asyncDispose]()
})
