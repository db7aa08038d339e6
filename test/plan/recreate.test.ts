import { describe, expect, test } from 'vitest'
import { replacementName } from '../../src/model/names.ts'
import type { Observed, ObservedContainer } from '../../src/plan/observed.ts'
import { planSummary } from '../../src/plan/summary.ts'
import { engineAfter, idOf, upPlan, upText } from './helper.ts'

const web = (more: string): string => `services: {web: {image: busybox, ${more}}}`

function withContainers(
  observed: Observed,
  change: (containers: readonly ObservedContainer[]) => readonly ObservedContainer[],
): Observed {
  return { ...observed, containers: change(observed.containers) }
}

describe('a changed container', () => {
  test('is replaced in the order create, stop, remove, rename, start, and names the field', async () => {
    const text = await upText(web('command: sleep 2'), await engineAfter(web('command: sleep 1')))
    expect(text).toMatchInlineSnapshot(`
      "#1 create-container  702d7765622d_p-web-1             command changed
      #2 stop-container    p-web-1                          command changed  after #1
      #3 remove-container  p-web-1                          command changed  after #1 #2
      #4 rename-container  702d7765622d_p-web-1 -> p-web-1  command changed  after #1 #3
      #5 start-container   p-web-1                          recreated  after #4"
    `)
  })

  test('is explained by field, new value and place; what looks secret is masked', async () => {
    const before =
      'services:\n  web:\n    image: busybox\n    environment: {A: "1", TOKEN: x, URL: "http://u:p@h/"}\n    labels: {l: a}\n'
    const after =
      'services:\n  web:\n    image: busybox\n    environment: {A: "2", TOKEN: y, URL: "http://u:q@h/"}\n    command: echo ${HOME-h}\n'
    expect(planSummary(await upPlan(after, await engineAfter(before)))).toMatchInlineSnapshot(`
      "~ p-web-1  recreate  5 changes
          command: → •••  compose.yaml:5:14 ($HOME)
          environment.A: → 2  compose.yaml:4:22
          environment.TOKEN: → •••  compose.yaml:4:34
          environment.URL: → •••  compose.yaml:4:42
          labels.l: removed
      Plan: 1 recreate."
    `)
  })

  test('says by a label whom it replaces (R-12)', async () => {
    const { steps } = await upPlan(web('command: b'), await engineAfter(web('command: a')))
    const replaced = steps.flatMap(({ action }) =>
      action.do === 'create-container' ? action.spec.body.Labels['com.docker.compose.replace'] : [],
    )
    expect(replaced).toEqual(['web-1'])
  })

  test('is replaced when its image has another id', async () => {
    const observed = await engineAfter(web('command: a'))
    const images = new Map([['busybox', { id: 'sha256:new', labels: new Map<string, string>() }]])
    expect(await upText(web('command: a'), { ...observed, images })).toMatchInlineSnapshot(`
      "#1 create-container  702d7765622d_p-web-1             image changed
      #2 stop-container    p-web-1                          image changed  after #1
      #3 remove-container  p-web-1                          image changed  after #1 #2
      #4 rename-container  702d7765622d_p-web-1 -> p-web-1  image changed  after #1 #3
      #5 start-container   p-web-1                          recreated  after #4"
    `)
  })

  test('is replaced when it is off a network or lacks a volume', async () => {
    const yaml = 'services: {a: {image: busybox}, b: {image: busybox, volumes: [data:/d]}}\nvolumes: {data: }'
    const observed = await engineAfter(yaml, { 'p-a-1': { networks: new Map() }, 'p-b-1': { mounts: [] } })
    expect(await upText(yaml, observed, { start: 'none' })).toMatchInlineSnapshot(`
      "#1 create-container  702d612d3100_p-a-1           not connected to network p_default
      #2 create-container  702d622d3100_p-b-1           volume p_data is not mounted
      #3 stop-container    p-b-1                        volume p_data is not mounted  after #2
      #4 remove-container  p-b-1                        volume p_data is not mounted  after #2 #3
      #5 rename-container  702d622d3100_p-b-1 -> p-b-1  volume p_data is not mounted  after #2 #4
      #6 stop-container    p-a-1                        not connected to network p_default  after #1
      #7 remove-container  p-a-1                        not connected to network p_default  after #1 #6
      #8 rename-container  702d612d3100_p-a-1 -> p-a-1  not connected to network p_default  after #1 #7"
    `)
  })

  test('takes dependents with restart: true down first and up again after', async () => {
    const yaml = (value: string): string => `
services:
  db: {image: busybox, environment: {V: "${value}"}}
  web: {image: busybox, depends_on: {db: {condition: service_started, restart: true}}}
  other: {image: busybox, depends_on: [db]}
`
    expect(await upText(yaml('2'), await engineAfter(yaml('1')))).toMatchInlineSnapshot(`
      "#1 create-container  702d64622d31_p-db-1            environment.V changed
      #2 stop-container    p-web-1                        db gets a new container, and web restarts with it  after #1
      #3 stop-container    p-db-1                         environment.V changed  after #1 #2
      #4 remove-container  p-db-1                         environment.V changed  after #1 #2 #3
      #5 rename-container  702d64622d31_p-db-1 -> p-db-1  environment.V changed  after #1 #4
      #6 start-container   p-db-1                         recreated  after #5
      #7 start-container   p-web-1                        was stopped for this  after #2 #6
      = p-other-1  running"
    `)
  })

  test('takes along those that share its namespace', async () => {
    const yaml = (value: string): string => `
services:
  db: {image: busybox, environment: {V: "${value}"}}
  side: {image: busybox, network_mode: "service:db"}
`
    expect(await upText(yaml('2'), await engineAfter(yaml('1')))).toMatchInlineSnapshot(`
      "#1 create-container  702d64622d31_p-db-1                environment.V changed
      #2 create-container  702d73696465_p-side-1              db gets a new container, which it shares  after #1
      #3 stop-container    p-side-1                           db gets a new container, which it shares  after #2
      #4 remove-container  p-side-1                           db gets a new container, which it shares  after #2 #3
      #5 rename-container  702d73696465_p-side-1 -> p-side-1  db gets a new container, which it shares  after #2 #4
      #6 stop-container    p-db-1                             environment.V changed  after #1 #3
      #7 remove-container  p-db-1                             environment.V changed  after #1 #3 #6
      #8 rename-container  702d64622d31_p-db-1 -> p-db-1      environment.V changed  after #1 #7
      #9 start-container   p-db-1                             recreated  after #8
      #10 start-container  p-side-1                           recreated  after #5 #9"
    `)
  })

  test('frees its port before another changed service takes it', async () => {
    const yaml = (a: number, b: number): string =>
      `services: {a: {image: busybox, ports: ["${a}:80"]}, b: {image: busybox, ports: ["${b}:80"]}}`
    expect(await upText(yaml(2, 1), await engineAfter(yaml(1, 2)))).toMatchInlineSnapshot(`
      "#1 create-container  702d612d3100_p-a-1           ports changed
      #2 create-container  702d622d3100_p-b-1           ports changed
      #3 stop-container    p-b-1                        ports changed  after #2
      #4 remove-container  p-b-1                        ports changed  after #2 #3
      #5 rename-container  702d622d3100_p-b-1 -> p-b-1  ports changed  after #2 #4
      #6 stop-container    p-a-1                        ports changed  after #1
      #7 remove-container  p-a-1                        ports changed  after #1 #6
      #8 rename-container  702d612d3100_p-a-1 -> p-a-1  ports changed  after #1 #7
      #9 start-container   p-a-1                        recreated  after #4 #7 #8
      #10 start-container  p-b-1                        recreated  after #4 #5 #7"
    `)
  })

  test('keeps its anonymous volumes, unless they are renewed', async () => {
    const anonymous = { type: 'volume', name: idOf('v'), target: '/anon' }
    const observed = await engineAfter(web('volumes: [/anon], command: a'), { 'p-web-1': { mounts: [anonymous] } })
    const inherited = async (anonymousVolumes: 'keep' | 'renew'): Promise<unknown> => {
      const plan = await upPlan(web('volumes: [/anon], command: b'), observed, { anonymousVolumes })
      return plan.steps.flatMap(({ action }) => (action.do === 'create-container' ? action.spec.inherited : []))
    }
    expect(await inherited('keep')).toEqual([{ volume: idOf('v'), target: '/anon', because: 'declared' }])
    expect(await inherited('renew')).toEqual([])
  })
})

describe('strategies', () => {
  const before = 'services: {db: {image: busybox, command: a}, web: {image: busybox, command: a, depends_on: [db]}}'
  const after = before.replaceAll('command: a', 'command: b')
  const replaced = async (yaml: string, policy: Parameters<typeof upPlan>[2]): Promise<readonly string[]> => {
    const plan = await upPlan(yaml, await engineAfter(before), policy)
    return plan.steps.flatMap(({ action }) => (action.do === 'create-container' ? action.spec.name : []))
  }
  const rows = [
    { name: 'changed replaces what changed', yaml: after, policy: {}, containers: ['p-db-1', 'p-web-1'] },
    {
      name: 'never replaces nothing',
      yaml: after,
      policy: { recreate: 'never', recreateDependencies: 'never' },
      containers: [],
    },
    {
      name: 'always replaces everything',
      yaml: before,
      policy: { recreate: 'always' },
      containers: ['p-db-1', 'p-web-1'],
    },
    {
      name: 'always replaces only what was named',
      yaml: before,
      policy: { recreate: 'always', targets: ['web'] },
      containers: ['p-web-1'],
    },
    {
      name: 'dependencies too on demand',
      yaml: before,
      policy: { recreateDependencies: 'always', targets: ['web'] },
      containers: ['p-db-1'],
    },
  ] as const
  test.each(rows)('$name', async ({ yaml, policy, containers }) => {
    expect(await replaced(yaml, policy)).toEqual(containers)
  })
})

describe('leftovers of an interrupted recreation', () => {
  const yaml = web('command: b')
  const old = async (): Promise<Observed> => await engineAfter(web('command: a'))
  const fresh = async (): Promise<ObservedContainer> => {
    const [container] = (await engineAfter(yaml)).containers
    if (container === undefined) throw new Error('no container')
    return {
      ...container,
      id: idOf('fresh'),
      name: replacementName(idOf('p-web-1'), 'p-web-1'),
      state: 'created',
      networks: new Map([['p_default', '']]),
    }
  }

  test('beside the old container are removed before it is replaced again', async () => {
    const observed = withContainers(await old(), (containers) => containers)
    expect(await upText(yaml, { ...observed, containers: [...observed.containers, await fresh()] }))
      .toMatchInlineSnapshot(`
      "#1 remove-container  702d7765622d_p-web-1             left over from an interrupted recreation
      #2 create-container  702d7765622d_p-web-1             command changed  after #1
      #3 stop-container    p-web-1                          command changed  after #1 #2
      #4 remove-container  p-web-1                          command changed  after #1 #2 #3
      #5 rename-container  702d7765622d_p-web-1 -> p-web-1  command changed  after #2 #4
      #6 start-container   p-web-1                          recreated  after #5"
    `)
  })

  test('are removed when the file is as it was', async () => {
    const observed = await old()
    expect(await upText(web('command: a'), { ...observed, containers: [...observed.containers, await fresh()] }))
      .toMatchInlineSnapshot(`
      "#1 remove-container  702d7765622d_p-web-1  left over from an interrupted recreation
      = p-web-1  running"
    `)
  })

  test('alone get their name and are started', async () => {
    expect(await upText(yaml, { ...(await old()), containers: [await fresh()] })).toMatchInlineSnapshot(`
      "#1 rename-container  702d7765622d_p-web-1 -> p-web-1  left over from an interrupted recreation
      #2 start-container   p-web-1                          created  after #1"
    `)
  })

  test('alone are replaced in turn when the file has changed again', async () => {
    expect(await upText(web('command: c'), { ...(await old()), containers: [await fresh()] })).toMatchInlineSnapshot(`
      "#1 create-container  667265736800_p-web-1             command changed
      #2 remove-container  702d7765622d_p-web-1             command changed  after #1
      #3 rename-container  667265736800_p-web-1 -> p-web-1  command changed  after #1 #2
      #4 start-container   p-web-1                          recreated  after #3"
    `)
  })
})

describe('changed networks', () => {
  const yaml = (label: string): string => `
services: {a: {image: busybox, networks: [n]}, b: {image: busybox, networks: [n], command: "${label}"}, c: {image: busybox}}
networks: {n: {labels: {l: "${label}"}}}
`
  test('are made anew under their containers, which keep their ids unless they changed too', async () => {
    expect(await upText(yaml('2'), await engineAfter(yaml('1')))).toMatchInlineSnapshot(`
      "#1 stop-container      p-a-1                        network p_n changed
      #2 disconnect-network  p-a-1 p_n                    network p_n changed  after #1
      #3 stop-container      p-b-1                        network p_n changed
      #4 disconnect-network  p-b-1 p_n                    network p_n changed  after #3
      #5 remove-network      p_n                          network p_n changed  after #2 #4
      #6 create-network      p_n                          changed  after #5
      #7 create-container    702d622d3100_p-b-1           command changed  after #6
      #8 remove-container    p-b-1                        command changed  after #3 #7
      #9 rename-container    702d622d3100_p-b-1 -> p-b-1  command changed  after #7 #8
      #10 connect-network    p-a-1 p_n                    network p_n changed  after #6
      #11 start-container    p-a-1                        was stopped for this  after #1 #6 #10
      #12 start-container    p-b-1                        recreated  after #6 #9
      = p-c-1  running"
    `)
  })

  test('that exist twice are used once, and the unused one goes', async () => {
    const observed = await engineAfter(web('command: a'))
    const [first] = observed.networks.get('p_default') ?? []
    if (first === undefined) throw new Error('no network')
    const networks = new Map([['p_default', [{ ...first, id: 'double' }, first]]])
    expect(await upText(web('command: a'), { ...observed, networks })).toMatchInlineSnapshot(`
      "#1 remove-network  p_default  a second network of this name  or go on
      = p-web-1  running"
    `)
  })
})

describe('changed volumes', () => {
  const yaml = (label: string): string => `
services: {a: {image: busybox, volumes: [data:/d]}}
volumes: {data: {labels: {l: "${label}"}}}
`
  test('stay with their data, and say so', async () => {
    expect(await upText(yaml('2'), await engineAfter(yaml('1')))).toMatchInlineSnapshot(`
      "= p-a-1  running
      warning Volume "p_data" exists but doesn't match configuration in compose file. It is kept with its data; -y makes it anew"
    `)
  })

  test('are made anew with their containers when the user agreed', async () => {
    expect(await upText(yaml('2'), await engineAfter(yaml('1')), { changedVolumes: 'recreate' }))
      .toMatchInlineSnapshot(`
      "#1 stop-container    p-a-1                        volume p_data is made anew
      #2 remove-container  p-a-1                        volume p_data is made anew  after #1
      #3 remove-volume     p_data                       volume p_data is made anew  after #2
      #4 create-volume     p_data                       changed  after #3
      #5 create-container  702d612d3100_p-a-1           volume p_data is made anew  after #4
      #6 rename-container  702d612d3100_p-a-1 -> p-a-1  volume p_data is made anew  after #2 #5
      #7 start-container   p-a-1                        recreated  after #6"
    `)
  })
})
