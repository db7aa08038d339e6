import { test } from 'muster-compose/vitest'
import { expect } from 'vitest'

// With the stack in hand: commands in containers, logs, restarts.
test('an entry stands in the database and in the log', async ({ stack }) => {
  const api = stack.service('api')
  await fetch(api.endpoint(3000).url(), { method: 'POST', body: 'Grace' })
  const { stdout } = await stack.service('cache').exec(['redis-cli', 'lrange', 'entries', '0', '-1'])
  expect(stdout.split('\n')).toContain('Grace')
  await api.wait({ log: 'signed by Grace' }, { timeout: 30 })
})
