import { expect, test } from 'vitest'
import { redactor } from '../../src/source/redact.ts'

const rows: readonly (readonly [variable: readonly [string, string], text: string, shown: string])[] = [
  [['DB_PASSWORD', 'canary'], "unknown policy 'canary'", "unknown policy '${DB_PASSWORD}'"],
  [['DB_PW', 'canary'], 'canary/canary', '${DB_PW}/${DB_PW}'],
  [['MYSQL_PWD', 'canary'], 'canary', '${MYSQL_PWD}'],
  [['API_TOKEN', 'say "x"'], String.raw`bad "say \"x\""`, 'bad "${API_TOKEN}"'],
  [['SECRET', '$&$&'], 'a $&$& b', 'a ${SECRET} b'],
  [['PASS', 'abc'], 'abc', 'abc'],
  [['TAG', 'canary'], 'canary', 'canary'],
  [['PWD', '/srv/app'], '/srv/app', '/srv/app'],
]

test.each(rows)('with %j, %s is shown as %s', (variable, text, shown) => {
  const redact = redactor(new Map([variable]))
  expect(redact?.(text) ?? text).toBe(shown)
})

test('a value that holds another one goes first', () => {
  const redact = redactor(new Map(Object.entries({ A_TOKEN: 'abcd', B_TOKEN: 'abcdef' })))
  expect(redact?.('abcdef abcd')).toBe('${B_TOKEN} ${A_TOKEN}')
})
