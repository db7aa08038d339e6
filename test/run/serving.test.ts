import { expect, test } from 'vitest'
import { serving } from '../../src/run/ready/serving.ts'

type Detail = Parameters<typeof serving>[0]
type Reached = Awaited<ReturnType<Parameters<typeof serving>[1]['reach']>>

test.each<{ ports: readonly number[]; reached: readonly Reached[]; is: string }>([
  { ports: [], reached: [], is: 'yes' },
  { ports: [80], reached: ['open'], is: 'yes' },
  { ports: [80, 81], reached: ['refused', 'open'], is: 'yes' },
  { ports: [80, 81], reached: ['unreachable', 'refused'], is: 'no' },
  { ports: [80], reached: ['unreachable'], is: 'unknown' },
])('of the ports $ports that are $reached: serving is $is', async ({ ports, reached, is }) => {
  const detail = { addresses: ['10.0.0.2'], exposedPorts: ports } as Partial<Detail> as Detail
  const reach = async (_: string, port: number): Promise<Reached> => reached[ports.indexOf(port)] ?? 'refused'
  expect(await serving(detail, { reach })).toBe(is)
})
