import { expect, test } from 'vitest'
import type { Step } from '../../src/plan/step.ts'
import { resourceFailure } from '../../src/run/resource-failure.ts'
import { projectOf } from '../plan/helper.ts'

const create = { action: { do: 'create-network', network: 'p_default' } } as unknown as Step

test('a network for which there are no addresses has a code of its own', async () => {
  const project = await projectOf('services: { a: { image: busybox } }\n')
  const said = 'all predefined address pools have been fully subnetted'
  expect(resourceFailure(create, new Error(said), project).kind).toBe('no-addresses')
  expect(resourceFailure(create, new Error('invalid network driver'), project).kind).toBeUndefined()
})

test.each([
  { said: 'all predefined address pools have been fully subnetted', fix: /muster gc.*docker network prune.*--isolate/ },
  {
    said: 'could not find an available, non-overlapping IPv4 address pool among the defaults',
    fix: /docker network prune/,
  },
  { said: 'mkdir /var/lib/docker/network: no space left on device', fix: /docker system df/ },
  { said: 'invalid network driver', fix: /correct `networks.default`/ },
])('a network refused with "$said" has the remedy for that', async ({ said, fix }) => {
  const project = await projectOf('services: { a: { image: busybox } }\n')
  expect(resourceFailure(create, new Error(said), project).fix).toMatch(fix)
})
