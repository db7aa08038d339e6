import { expect, test } from 'vitest'
import { untilGone } from '../../src/run/until-gone.ts'

/** Things of which each attempt removes what `removable` says; how often it was looked and removed. */
function ground(
  things: Set<string>,
  removable: (thing: string, attempt: number) => boolean,
): Parameters<typeof untilGone<readonly string[]>>[0] & { readonly attempts: string[] } {
  const attempts: string[] = []
  return {
    attempts,
    look: () => Promise.resolve([...things]),
    size: ({ length }) => length,
    remove: (found) => {
      attempts.push(found.join())
      for (const thing of found) if (removable(thing, attempts.length)) things.delete(thing)
      return Promise.resolve()
    },
    pauses: [1, 1],
  }
}

test('what comes into being late is removed, too', async () => {
  const things = new Set(['a'])
  const late = ground(things, (_, attempt) => (attempt === 1 && things.add('b'), true))
  expect(await untilGone(late)).toEqual([])
  expect(late.attempts).toEqual(['a', 'b'])
})

test('what stays whatever is done is given up after each pause, and told', async () => {
  const stubborn = ground(new Set(['a', 'b']), (thing) => thing === 'b')
  expect(await untilGone(stubborn)).toEqual(['a'])
  expect(stubborn.attempts).toEqual(['a,b', 'a', 'a', 'a'])
})

test('as long as it becomes less there is another attempt', async () => {
  const slow = ground(new Set('abcdef'), (thing, attempt) => attempt % 2 === 0 && thing === 'abcdef'[attempt / 2 - 1])
  expect(await untilGone(slow)).toEqual([])
})

test('the signal ends it', async () => {
  const stubborn = ground(new Set(['a']), () => false)
  await expect(untilGone({ ...stubborn, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  expect(stubborn.attempts).toEqual([])
})
