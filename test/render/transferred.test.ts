import { describe, expect, test } from 'vitest'
import type { Part } from '../../src/render/part.ts'
import { sumOf, transferredOf } from '../../src/render/transferred.ts'

type Said = readonly [detail: string, current?: number, total?: number]

function after(...said: readonly Said[]): Part {
  let part: Part | undefined
  for (const [detail, current, total] of said) {
    const numbers = { ...(current === undefined ? {} : { current }), ...(total === undefined ? {} : { total }) }
    const transferred = transferredOf(detail, numbers, part)
    part = { detail, ...numbers, ...(transferred === undefined ? {} : { transferred }) }
  }
  if (part === undefined) throw new Error('nothing was said')
  return part
}

describe('the bytes of a layer', () => {
  test.each<{ said: readonly Said[]; sum: object | undefined }>([
    { said: [['Pulling fs layer']], sum: undefined },
    { said: [['Downloading', 5, 20]], sum: { moved: 5, size: 20 } },
    { said: [['Downloading', 5, 20], ['Retrying in 5 seconds']], sum: { moved: 5, size: 20 } },
    { said: [['Downloading', 5, 20], ['Download complete']], sum: { moved: 20, size: 20 } },
    {
      said: [
        ['Downloading', 5, 20],
        ['Extracting', 3, 20],
      ],
      sum: { moved: 20, size: 20 },
    },
    { said: [['Pushing', 512], ['Pushed']], sum: undefined },
    { said: [['Already exists']], sum: undefined },
  ])('after $said are $sum', ({ said, sum }) => {
    expect(sumOf([after(...said)])).toEqual(sum)
  })

  test('are summed over all layers', () => {
    expect(sumOf([after(['Downloading', 5, 20]), after(['Downloading', 1, 2]), after(['Waiting'])])).toEqual({
      moved: 6,
      size: 22,
    })
  })
})
