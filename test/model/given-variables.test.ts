import { expect, test } from 'vitest'
import { givenVariables } from '../../src/model/given-variables.ts'

test.each([
  { given: ['A=1'], want: [['A', '1']] },
  { given: ['A='], want: [['A', '']] },
  { given: ['A=b=c'], want: [['A', 'b=c']] },
  { given: ['KNOWN'], want: [['KNOWN', 'yes']] },
  { given: ['UNKNOWN'], want: [['UNKNOWN', undefined]] },
  { given: ['A=1', 'A=2'], want: [['A', '2']] },
  { given: ['=x', ''], want: [] },
  { given: ['__proto__=1'], want: [['__proto__', '1']] },
])('$given are the variables $want', ({ given, want }) => {
  expect([...givenVariables(given, new Map([['KNOWN', 'yes']]))]).toEqual(want)
})
