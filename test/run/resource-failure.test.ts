import { expect, test } from 'vitest'
import type { Step } from '../../src/plan/step.ts'
import { resourceFailure } from '../../src/run/resource-failure.ts'
import { projectOf } from '../plan/helper.ts'

const create = { action: { do: 'create-network', network: 'p_default' } } as unknown as Step

test.each([
  { said: 'all predefined address pools have been fully subnetted', fix: /docker network prune.*--isolate/ },
  {
    said: 'could not find an available, non-overlapping IPv4 address pool among the defaults',
    fix: /docker network prune/,
  },
  { said: 'invalid network driver', fix: /correct `networks.default`/ },
])('a network refused with "$said" has the remedy for that', async ({ said, fix }) => {
  const project = await projectOf('services: { a: { image: busybox } }\n')
  expect(resourceFailure(create, new Error(said), project).fix).toMatch(fix)
})
