import { expect, test } from 'vitest'
import { mayLackAddresses, noAddresses, openNetworks, type Room } from '../../../src/run/preflight/no-addresses.ts'
import { formatDiagnostic } from '../../../src/source/frame.ts'
import { emptyEngine, projectOf, upPlan } from '../../plan/helper.ts'

const yaml =
  'services: { a: { image: busybox, networks: [one, two, own] } }\nnetworks:\n  one:\n  two: {}\n  own: { ipam: { config: [{ subnet: 10.99.0.0/24 }] } }\n'

const all = [...Array.from({ length: 15 }, (_, i) => `172.${17 + i}.0.0/16`), '192.168.0.0/16']

async function refused(room: Partial<Room>): Promise<readonly string[]> {
  const [project, plan] = [await projectOf(yaml), await upPlan(yaml, emptyEngine())]
  const known = { info: { version: '28.5.2', addressPools: [] }, kind: 'docker', used: all, ...room } as const
  return noAddresses(plan, project, known).map((one) => formatDiagnostic(one, { cwd: '/w' }))
}

test('each network for which the engine has no addresses is refused at its place, with what to do', async () => {
  const found = await refused({})
  expect(found).toHaveLength(2)
  expect(found[0]).toMatch(
    /^compose\.yaml:3:\d+: error\[E088\]: network p_one: the engine has no addresses left.*all 31/,
  )
  expect(found[1]).toMatch(/^compose\.yaml:4:8: error\[E088\]: network p_two/)
  expect(found[0]).toMatch(/fix: .*muster gc.*docker network prune.*--isolate.*default-address-pools/)
})

test('of two networks only the second is refused where there are addresses for one', async () => {
  expect(await refused({ used: all.slice(1) })).toEqual([expect.stringContaining('network p_two') as string])
})

test.each<[string, Partial<Room>]>([
  ['there is room', { used: all.slice(2) }],
  ['the engine was told more', { info: { version: '28.5.2', addressPools: [{ base: '10.0.0.0/8', size: 24 }] } }],
  ['nobody has looked at its version', { info: { version: '31.0.0', addressPools: [] } }],
  ['it is Podman', { kind: 'podman' }],
])('nothing is refused where %s', async (_, room) => {
  expect(await refused(room)).toEqual([])
})

test('the engine is asked only where its own pools would not do', async () => {
  const [project, plan] = [await projectOf(yaml), await upPlan(yaml, emptyEngine())]
  const wanted = openNetworks(plan, project).length
  expect(wanted).toBe(2)
  expect([all, all.slice(1), all.slice(2), []].map((used) => mayLackAddresses(plan, wanted, used))).toEqual([
    true,
    true,
    false,
    false,
  ])
})
