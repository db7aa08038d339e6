import { expect, test } from 'vitest'
import {
  anything,
  described,
  fitting,
  flag,
  type Form,
  listOf,
  mapOf,
  maybe,
  number,
  record,
  text,
} from '../../src/engine/transport/form.ts'

const thing = record<{ readonly Id: string; readonly Labels: Readonly<Record<string, string>> | null }>({
  Id: text,
  Labels: maybe(mapOf(text)),
})

const rows: readonly (readonly [form: Form<unknown>, value: unknown, words: string | undefined])[] = [
  [text, 'a', undefined],
  [number, 1, undefined],
  [flag, false, undefined],
  [anything, undefined, undefined],
  [maybe(text), null, undefined],
  [maybe(text), undefined, undefined],
  [listOf(thing), [{ Id: 'a', Labels: null, more: 1 }, { Id: 'b' }], undefined],
  [mapOf(text), JSON.parse('{"__proto__":"a","constructor":"b"}'), undefined],
  [listOf(thing), null, 'null'],
  [listOf(thing), undefined, 'nothing'],
  [listOf(thing), 'welcome', '"welcome"'],
  [listOf(thing), {}, 'an object where a list is expected'],
  [thing, [], 'a list where an object is expected'],
  [listOf(thing), [null], 'null where an object is expected, at [0]'],
  [listOf(thing), [{ Id: 'a' }, {}], 'nothing where a text is expected, at [1].Id'],
  [listOf(thing), [{ Id: 'a', Labels: [] }], 'a list where an object is expected, at [0].Labels'],
  [thing, { Id: 'a', Labels: { tier: 5 } }, 'a number where a text is expected, at Labels.tier'],
  [
    thing,
    { Id: 'a', Labels: { 'a.b\u001b': true } },
    'true or false where a text is expected, at Labels["a.b\\u001b"]',
  ],
]

test.each(rows)('%#: %j is described', (form, value, words) => {
  const wrong = form(value)
  expect(wrong && described(wrong)).toBe(words)
})

test('what is repeated of an answer is no value within it', () => {
  const words = (): unknown => fitting({ Id: { password: 'hunter2' } }, thing, 'inspect container a')
  expect(words).toThrow('the engine answers an object where a text is expected, at Id (inspect container a): is it')
})
