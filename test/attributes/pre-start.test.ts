import { expect, it } from 'vitest'
import { preStart } from '../../src/attributes/service/hooks.ts'
import { run } from './helper.ts'

it('pre_start is printed in the order of docker compose 5', () => {
  const { json } = run(preStart, '[{per_replica: true, environment: [A], user: u, image: i, command: a b}]')
  expect(JSON.stringify(json)).toBe(
    '[{"command":["a","b"],"image":"i","user":"u","environment":{"A":null},"per_replica":true}]',
  )
})

it('pre_start of two files runs all hooks', () => {
  expect(run(preStart, '[{command: a}]', '[{command: b}]').json).toEqual([{ command: ['a'] }, { command: ['b'] }])
})
