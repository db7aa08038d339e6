import { describe, expect, test } from 'vitest'
import { graphOf } from '../../src/graph/graph.ts'
import { label } from '../../src/model/labels.ts'
import { planDown } from '../../src/plan/down.ts'
import { formatPlan } from '../../src/plan/format.ts'
import type { Observed, ObservedContainer } from '../../src/plan/observed.ts'
import { type DownPolicy, plainDown } from '../../src/plan/policy.ts'
import { emptyEngine, engineAfter, idOf, projectOf } from './helper.ts'

async function downText(yaml: string, observed: Observed, policy: Partial<DownPolicy> = {}): Promise<string> {
  const project = await projectOf(yaml)
  return formatPlan(planDown({ name: 'p', project, graph: graphOf(project) }, observed, { ...plainDown, ...policy }))
}

/** A container of the project that no service of the file claims, made from some file. */
function stranger(file: string, more: Partial<ObservedContainer> = {}): ObservedContainer {
  return {
    id: idOf('stranger'),
    name: 'p-gone-1',
    service: 'gone',
    number: 1,
    oneOff: false,
    state: 'running',
    configHash: 'x',
    imageId: 'i',
    labels: new Map([[label.files, file]]),
    networks: new Map([['p_default', 'id-p_default']]),
    mounts: [{ type: 'volume', name: 'p_old', target: '/d' }],
    ...more,
  }
}

async function engineWith(yaml: string, container: ObservedContainer): Promise<Observed> {
  const observed = await engineAfter(yaml)
  const volumes = new Map([
    ...observed.volumes,
    ['p_old', { name: 'p_old', labels: new Map([[label.project, 'p']]) }] as const,
  ])
  return { ...observed, containers: [...observed.containers, container], volumes }
}

const chain = `
services:
  db: {image: busybox, stop_grace_period: 3s}
  api: {image: busybox, depends_on: [db]}
  web: {image: busybox, depends_on: [api]}
`

describe('down', () => {
  test.each<[deadline: number, latest: readonly number[]]>([
    // All have their signals in the first tenth, dependents first.
    [2_000, [100, 200]],
    // Nobody's grace is cut: 10 s for api, 3 s for db, and a second between them.
    [20_000, [9_500, 17_000]],
  ])('under a deadline of %i ms all have their signals in time', async (deadline, latest) => {
    const project = await projectOf(chain)
    const { steps } = planDown({ name: 'p', project, graph: graphOf(project) }, await engineAfter(chain), {
      ...plainDown,
      deadline,
    })
    const stops = steps.filter(({ action }) => action.do === 'stop-container')
    expect(stops.map(({ action }) => 'deadline' in action && action.deadline)).toEqual([deadline, deadline, deadline])
    expect(stops.map(({ patience }) => patience)).toEqual([undefined, ...latest])
  })

  test('stops dependents first, within one shared deadline, and removes each network with its last container', async () => {
    expect(await downText(chain, await engineAfter(chain))).toMatchInlineSnapshot(`
      "#1 stop-container    p-web-1    down  or go on
      #2 stop-container    p-api-1    down  after #1  at the latest after 500 ms  or go on
      #3 stop-container    p-db-1     down  after #2  at the latest after 8000 ms  or go on
      #4 remove-container  p-api-1    down  after #2
      #5 remove-container  p-db-1     down  after #3
      #6 remove-container  p-web-1    down  after #1
      #7 remove-network    p_default  down  after #4 #5 #6  or go on"
    `)
  })

  test('of a chain without special graces gives every stop its turn within a second', async () => {
    const yaml = chain.replace(', stop_grace_period: 3s', '')
    expect(await downText(yaml, await engineAfter(yaml), { timeout: 5 })).toMatchInlineSnapshot(`
      "#1 stop-container    p-web-1    down  or go on
      #2 stop-container    p-api-1    down  after #1  at the latest after 500 ms  or go on
      #3 stop-container    p-db-1     down  after #2  at the latest after 1000 ms  or go on
      #4 remove-container  p-api-1    down  after #2
      #5 remove-container  p-db-1     down  after #3
      #6 remove-container  p-web-1    down  after #1
      #7 remove-network    p_default  down  after #4 #5 #6  or go on"
    `)
  })

  test('knows the order from labels alone', async () => {
    const plan = planDown({ name: 'p' }, await engineAfter(chain), { ...plainDown, volumes: 'remove' })
    expect(formatPlan(plan)).toMatchInlineSnapshot(`
      "#1 stop-container    p-web-1    down  or go on
      #2 stop-container    p-api-1    down  after #1  at the latest after 500 ms  or go on
      #3 stop-container    p-db-1     down  after #2  at the latest after 1000 ms  or go on
      #4 remove-container  p-api-1    down  after #2
      #5 remove-container  p-db-1     down  after #3
      #6 remove-container  p-web-1    down  after #1
      #7 remove-network    p_default  down  after #4 #5 #6  or go on"
    `)
  })

  test('takes services of inactive profiles along', async () => {
    const yaml = 'services: {a: {image: busybox}, b: {image: busybox, profiles: [x]}}'
    expect(await downText(yaml, await engineAfter(yaml.replace(', profiles: [x]', '')))).toContain(
      'remove-container  p-b-1',
    )
  })

  test('takes removed services and one-offs of the same file along; under -v volumes stay that it does not declare any more', async () => {
    const yaml = 'services: {a: {image: busybox}}'
    const gone = stranger('/w/compose.yaml', { oneOff: true, name: 'p-a-run-1', service: 'a' })
    expect(await downText(yaml, await engineWith(yaml, gone), { volumes: 'remove' })).toMatchInlineSnapshot(`
      "#1 stop-container    p-a-run-1  down  or go on
      #2 stop-container    p-a-1      down  after #1  at the latest after 1000 ms  or go on
      #3 remove-container  p-a-1      down  after #2
      #4 remove-container  p-a-run-1  one-off of p  after #1
      #5 remove-network    p_default  down  after #3 #4  or go on
      warning Volume p_old stays with its data: the file does not declare it any more"
    `)
  })

  test('leaves what another file made under the same name, its network and its volumes', async () => {
    const yaml = 'services: {a: {image: busybox}}'
    expect(await downText(yaml, await engineWith(yaml, stranger('/elsewhere/compose.yaml')), { volumes: 'remove' }))
      .toMatchInlineSnapshot(`
      "#1 stop-container    p-a-1  down  or go on
      #2 remove-container  p-a-1  down  after #1
      orphan p-gone-1
      warning Network p_default stays: p-gone-1 uses it"
    `)
  })

  test('takes that, too, when orphans are to be removed', async () => {
    const yaml = 'services: {a: {image: busybox}}'
    expect(
      await downText(yaml, await engineWith(yaml, stranger('/elsewhere/compose.yaml')), { orphans: 'remove' }),
    ).toContain('remove-container  p-gone-1')
  })

  test('never touches look-alikes without a config hash', async () => {
    const yaml = 'services: {a: {image: busybox}}'
    const { configHash: _, ...fake } = stranger('/w/compose.yaml')
    expect(await downText(yaml, await engineWith(yaml, fake), { orphans: 'remove' })).not.toContain('p-gone-1  down')
  })

  test('of one service leaves the others and the network that they use', async () => {
    expect(await downText(chain, await engineAfter(chain), { targets: ['web'] })).toMatchInlineSnapshot(`
      "#1 stop-container    p-web-1  down  or go on
      #2 remove-container  p-web-1  down  after #1
      warning Network p_default stays: p-db-1, p-api-1 use it"
    `)
  })

  test.each([
    { why: 'those in use', policy: {}, gone: 'p_data p_logs' },
    { why: 'those of a service and of what it needs', policy: { targets: ['b'] }, gone: 'p_logs' },
    { why: 'those of a service of an inactive profile', policy: { targets: ['c'] }, gone: 'p_rare' },
    { why: 'all declared ones', policy: { allResources: true }, gone: 'p_data p_logs p_rare p_spare' },
  ])('-v with $policy removes of the volumes of no container $why', async ({ policy, gone }) => {
    const services = `services:
      a: {image: busybox, depends_on: [b], volumes: ["data:/d"]}
      b: {image: busybox, volumes: ["logs:/d"]}
      c: {image: busybox, profiles: [x], volumes: ["rare:/d"]}`
    const yaml = `${services}\nvolumes: {data: , logs: , rare: , spare: }`
    const names = ['data', 'logs', 'rare', 'spare'].map((key) => `p_${key}`)
    const volumes = new Map(names.map((name) => [name, { name, labels: new Map([[label.project, 'p']]) }]))
    const text = await downText(yaml, emptyEngine({ volumes }), { volumes: 'remove', ...policy })
    expect([...text.matchAll(/remove-volume +(\S+)/g)].map(([, name]) => name).join(' ')).toBe(gone)
  })

  test('of a service leaves the empty network of another', async () => {
    const yaml = `services: {a: {image: busybox, networks: [x]}, b: {image: busybox, networks: [y]}}
networks: {x: , y: }`
    const observed = { ...(await engineAfter(yaml)), containers: [] }
    expect(await downText(yaml, observed, { targets: ['a'] })).toBe('#1 remove-network  p_x  down  or go on')
  })

  test('-v leaves what has become external in the file, whose data and network others may use', async () => {
    const yaml = (external: string): string => `
services: {a: {image: busybox, networks: [n], volumes: ["data:/d", "own:/o"]}}
networks: {n: {name: p_n${external}}}
volumes: {data: {name: p_data${external}}, own: }`
    const text = await downText(yaml(', external: true'), await engineAfter(yaml('')), { volumes: 'remove' })
    expect([...text.matchAll(/remove-(?:network|volume) +(\S+)/g)].map(([, name]) => name)).toEqual(['p_own'])
  })

  test('of nothing says so', async () => {
    expect(await downText(chain, emptyEngine())).toBe('warning No resource found to remove for project "p".')
  })

  test('--rmi local removes what was built here, all removes every image', async () => {
    const yaml = 'services: {web: {build: .}, b: {image: busybox}}'
    const observed = await engineAfter(yaml)
    expect(
      await downText(yaml, { ...observed, containers: [], networks: new Map() }, { images: 'local' }),
    ).toMatchInlineSnapshot(`"#1 remove-image  p-web:latest  --rmi local  or go on"`)
    expect(await downText(yaml, { ...observed, containers: [], networks: new Map() }, { images: 'all' }))
      .toMatchInlineSnapshot(`
      "#1 remove-image  busybox:latest  --rmi all  or go on
      #2 remove-image  p-web:latest    --rmi all  or go on"
    `)
  })

  const built = [
    { tags: ['p-web:extra', 'p-web:latest'], service: 'web' },
    { tags: ['shop:1', 'shop:old'], service: 'b' },
    { tags: ['p-gone:latest'], service: 'gone' },
    { tags: [], service: 'b' },
  ]
  test.each([
    [{ images: 'local' }, 'p-web:latest shop:1'],
    [{ images: 'local', targets: ['b'] }, 'shop:1'],
    [{ images: 'local', targets: ['b'], orphans: 'remove' }, 'shop:1'],
    [{ images: 'local', orphans: 'remove' }, 'p-gone:latest p-web:latest shop:1'],
    [{ images: 'all' }, 'busybox:latest p-web:latest shop:1'],
    [{ images: 'keep' }, ''],
  ] satisfies [Partial<DownPolicy>, string][])(
    '%j removes images of the project by their labels: %s',
    async (policy, all) => {
      const yaml = 'services: {web: {build: .}, b: {image: busybox}}'
      const text = await downText(yaml, { ...emptyEngine(), ownImages: built }, policy)
      expect([...text.matchAll(/remove-image +(\S+)/g)].map(([, name]) => name).join(' ')).toBe(all)
    },
  )

  test.each([
    ['keep', 'shop:1'],
    ['remove', 'p-gone:latest p-web:extra shop:1'],
  ] as const)('without a file the containers tell whose images go, orphans: %s', (orphans, all) => {
    const observed = {
      ...emptyEngine(),
      containers: [stranger('x', { service: 'b', networks: new Map() })],
      ownImages: built,
    }
    const plan = planDown({ name: 'p' }, observed, { ...plainDown, images: 'local', orphans })
    expect(plan.steps.flatMap(({ action }) => (action.do === 'remove-image' ? [action.image] : [])).join(' ')).toBe(all)
  })
})
