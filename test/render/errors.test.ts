import { expect, test } from 'vitest'
import { EngineError } from '../../src/engine/port.ts'
import { describe, summarise } from '../../src/render/errors.ts'

test.each([
  ['the-engine', 'Error response from daemon: no such user'],
  ['own', 'no such user'],
] as const)("an error in words that are %s's", (words, text) => {
  const error = new EngineError('no such user', { operation: 'exec', status: 400, words })
  expect([describe(error, { cwd: '/' }), summarise(error)]).toEqual([text, text])
})
