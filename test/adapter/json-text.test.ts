import { expect, it } from 'vitest'
import { jsonText } from '../../src/engine/transport/json-text.ts'

it('whole numbers reach the engine with all their digits', () => {
  const limits = [{ Name: 'memlock', Soft: -1, Hard: 9223372036854775807n }]
  expect(jsonText({ Ulimits: limits })).toBe('{"Ulimits":[{"Name":"memlock","Soft":-1,"Hard":9223372036854775807}]}')
})
