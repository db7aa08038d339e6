import { describe, expect, test } from 'vitest'
import { align, unified, withoutMiddle } from '../../src/scenario/compare.ts'
import { expectedLines } from '../../src/scenario/expected-line.ts'
import { atPath, holds } from '../../src/scenario/json-path.ts'
import { inOrder } from '../../src/scenario/progress-order.ts'
import { tabulated } from '../../src/scenario/tabulated.ts'
import { comparable, createSteadier } from '../../src/scenario/varying.ts'

/** The unified difference of two texts, patterns included. */
function difference(written: string, came: string): readonly string[] {
  const expected = expectedLines(written.split('\n'))
  const actual = came.split('\n')
  const matches = (e: number, a: number): boolean => {
    const line = expected[e]
    if (line?.kind !== 'pattern') return line?.text === actual[a]
    return new RegExp(line.pattern.source).test(actual[a] ?? '')
  }
  return unified(align(expected, actual, matches))
}

describe('a difference', () => {
  test.each([
    { written: 'a\nb', came: 'a\nb' },
    { written: '...', came: 'a\nb' },
    { written: 'a\n...\nd', came: 'a\nb\nc\nd' },
    { written: 'a\n...\nb', came: 'a\nb' },
    { written: 'took {{number}} ms', came: 'took 12.5 ms' },
    { written: 'id {{/[a-f]+/}}!', came: 'id abc!' },
    { written: 'a ... z (x)', came: 'a b c z (x)' },
  ])('$written stands for $came', ({ written, came }) => {
    expect(difference(written, came)).toEqual([])
  })

  test('has the lines that are missing and those that came, with three lines around', () => {
    expect(difference('1\n2\n3\n4\n5\nold\n6', '1\n2\n3\n4\n5\nnew\n6')).toEqual([
      '@@ -3,5 +3,5 @@',
      ' 3',
      ' 4',
      ' 5',
      '-old',
      '+new',
      ' 6',
    ])
  })

  test('is as small as it can be', () => {
    expect(difference('a\nb\nc', 'a\nx\nb\nc').filter((line) => /^[-+]/.test(line))).toEqual(['+x'])
  })
})

test.each([
  ['Up 3 seconds (healthy)', 'Up 12 seconds (healthy)'],
  ['container 4f1c2a9d0b7e', 'container 0a1b2c3d4e5f'],
  ['at 2025-01-01T12:00:00Z', 'at 2026-11-22T11:30:49.123456789Z'],
  ['(pid 4242, 3 s)', '(pid 17, 0.5 s)'],
  ['127.0.0.1:49153->80/tcp', '127.0.0.1:61234->80/tcp'],
  ['NAME    IMAGE', 'NAME  IMAGE  '],
  ['Up 3 seconds (health: starting)', 'Up 12 seconds (healthy)'],
  ['0.0.0.0:6399->6379/tcp, [::]:6399->6379/tcp', '127.0.0.1:6399->6379/tcp'],
  [
    '0.0.0.0:80->80/tcp, 0.0.0.0:81->81/tcp, [::]:80->80/tcp, [::]:81->81/tcp',
    '127.0.0.1:80->80/tcp, 127.0.0.1:81->81/tcp',
  ],
])('%j counts as %j', (one, other) => {
  expect(comparable(one)).toBe(comparable(other))
})

test.each([
  ['127.0.0.1:8080', '127.0.0.1:8081'],
  ['version 16', 'version 17'],
  ['Up 3 seconds (unhealthy)', 'Up 3 seconds (healthy)'],
  ['0.0.0.0:80->80/tcp, [::]:81->80/tcp', '127.0.0.1:80->80/tcp'],
  ['192.0.2.1:80->80/tcp', '127.0.0.1:80->80/tcp'],
  ['  indented', 'indented'],
])('%j does not count as %j', (one, other) => {
  expect(comparable(one)).not.toBe(comparable(other))
})

test('what varies is recorded with a value that stays, the same one for the same thing', () => {
  const first = ['4f1c2a9d0b7e', '0a1b2c3d4e5f', '4f1c2a9d0b7e'].map(createSteadier())
  const second = ['111111111abc', '222222222abc', '111111111abc'].map(createSteadier())
  expect(second).toEqual(first)
  expect(first[0]).toBe(first[2])
  expect(first[0]).not.toBe(first[1])
})

test('lines of progress are in an order that does not depend on who was faster', () => {
  const one = [
    'x',
    ' Container a  Creating',
    ' Container b  Creating',
    ' Container b  Created',
    ' Container a  Created',
  ]
  const other = [
    'x',
    ' Container b  Creating',
    ' Container a  Creating',
    ' Container a  Created',
    ' Container b  Created',
  ]
  expect(inOrder(one)).toEqual(inOrder(other))
  expect(inOrder(one)[1]).toBe(' Container a  Creating')
})

test('a path finds a value of JSON, and a mapping may hold more than is asked for', () => {
  const document = { items: [{ name: 'x', id: 1 }] }
  expect(atPath(document, 'items.0.name')).toBe('x')
  expect(atPath(document, '$.items[0].id')).toBe(1)
  expect(atPath(document, 'items.1')).toBeUndefined()
  expect(atPath(document, 'constructor')).toBeUndefined()
  expect(holds(document, { items: [{ name: 'x' }] })).toBe(true)
  expect(holds(document, { items: [] })).toBe(false)
})

test('a table is as wide as what stands in it after the change, empty cells too', () => {
  const lines = [
    'NAME       PORTS   STATUS',
    'web-123    80/tcp  Up 22 seconds',
    'db-123             Up',
    '',
    'tail-123',
  ]
  expect(tabulated(lines, (text) => text.replace('-123', '').replace(/\d+ seconds/, '2 s'))).toEqual([
    'NAME   PORTS    STATUS',
    'web    80/tcp   Up 2 s',
    'db              Up',
    '',
    'tail',
  ])
})

test('of very long outputs the beginning and the end are compared, and what is between is not passed over', () => {
  const numbers = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => String(i + 1))
  expect(withoutMiddle(numbers(2000))).toEqual(numbers(2000))
  const cut = withoutMiddle(numbers(20_000))
  expect(cut.slice(999, 1003)).toEqual(['1000', '(18000 lines in between)', '19001', '19002'])
  expect(cut).toHaveLength(2001)
})
