import { describe, expect, test } from 'vitest'
import { graphOf } from '../../src/graph/graph.ts'
import { load } from '../../src/load/load.ts'
import { type AssignedPorts, portWishes } from '../../src/model/host-ports.ts'
import { isolatedName } from '../../src/model/isolation.ts'
import { imageName } from '../../src/model/names.ts'
import type { Project } from '../../src/model/project.ts'
import { formatPlan } from '../../src/plan/format.ts'
import { plainUp } from '../../src/plan/policy.ts'
import { planPull } from '../../src/plan/pull.ts'
import { planUp } from '../../src/plan/up.ts'
import { plain, worldOf } from '../load/world.ts'
import { emptyEngine } from '../plan/helper.ts'

/** The copy `x` of a project `app`. */
async function copyOf(text: string, assigned: AssignedPorts = new Map()): Promise<Project> {
  const world = { ...worldOf({ 'compose.yaml': `name: app\n${text}` }), assignedPorts: async () => assigned }
  return await load({ ...plain, isolate: { name: 'x', ports: 'remembered' } }, world)
}

const web = (more: string): string => `services:\n  web:\n    image: nginx\n    ${more}\n`

describe('a copy of a project', () => {
  test('has the suffix in its name before variables are filled in, and in the names made of it', async () => {
    const { name, environment, services, networks, volumes } = await copyOf(
      `${web('environment: {P: "${COMPOSE_PROJECT_NAME}"}')}volumes: {data: {}}\n`,
    )
    expect(name).toBe('app-x')
    expect(environment.get('COMPOSE_PROJECT_NAME')).toBe('app-x')
    expect(services.get('web')?.environment?.get('P')).toBe('app-x')
    expect(networks.get('default')?.name).toBe('app-x_default')
    expect(volumes.get('data')?.name).toBe('app-x_data')
  })

  test('has names of its own for what has an explicit name, and shares what is external', async () => {
    const text = `${web('container_name: the-web')}networks: {front: {name: the-front}, out: {external: true, name: the-out}}
volumes: {data: {name: the-data}, made: {name: "\${COMPOSE_PROJECT_NAME}-made"}, shared: {external: true}}
configs: {c: {name: the-config, content: a}}
secrets: {s: {name: the-secret, environment: HOME}}
`
    const { services, networks, volumes, configs, secrets } = await copyOf(text)
    expect(services.get('web')?.container_name).toBe('the-web-x')
    expect([...networks.values()].map(({ name }) => name)).toEqual(['app-x_default', 'the-front-x', 'the-out'])
    expect([...volumes.values()].map(({ name }) => name)).toEqual(['the-data-x', 'app-x-made', 'shared'])
    expect([configs.get('c')?.name, secrets.get('s')?.name]).toEqual(['the-config-x', 'the-secret-x'])
  })

  test('keeps a container reachable under the name that the file gives it, in its own networks', async () => {
    const { services } = await copyOf(
      `${web('container_name: the-web\n    networks: {front: {aliases: [a]}, out: }')}networks: {front: , out: {external: true}}\n`,
    )
    expect(services.get('web')?.networks).toEqual(
      new Map([
        ['front', { aliases: ['a', 'the-web'] }],
        ['out', null],
      ]),
    )
  })

  test('refers to its own containers and networks where the file refers to their names', async () => {
    const { services } = await copyOf(`services:
  db: {image: postgres, container_name: the-db}
  a: {image: busybox, network_mode: "container:the-db", pid: "container:the-db", ipc: "container:other"}
  b: {image: busybox, volumes_from: ["container:the-db:ro"], external_links: ["the-db", "the-db:pg", "other:o"]}
  c: {image: busybox, network_mode: the-front}
networks: {front: {name: the-front}}
`)
    expect(services.get('a')).toMatchObject({
      network_mode: 'container:the-db-x',
      pid: 'container:the-db-x',
      ipc: 'container:other',
    })
    expect(services.get('b')).toMatchObject({
      volumes_from: ['container:the-db-x:ro'],
      external_links: ['the-db-x:the-db', 'the-db-x:pg', 'other:o'],
    })
    expect(services.get('c')?.network_mode).toBe('the-front-x')
  })

  test('tags what it builds with its own tags, also for the services that only use it', async () => {
    const project = await copyOf(`services:
  a: {build: {context: ., tags: ["me/app:edge"], additional_contexts: {base: "docker-image://me/app:dev"}}, image: "me/app:dev"}
  b: {image: "me/app:dev"}
  c: {build: ., image: "reg:5000/plain"}
  d: {build: .}
  e: {image: "me/app"}
`)
    const imageOf = (name: string): string => imageName(project, project.services.get(name) ?? { name })
    expect(['a', 'b', 'c', 'd', 'e'].map(imageOf)).toEqual([
      'me/app:dev-x',
      'me/app:dev-x',
      'reg:5000/plain:latest-x',
      'app-x-d',
      'me/app',
    ])
    const { tags, additional_contexts: contexts } = project.services.get('a')?.build ?? {}
    expect([tags, contexts?.get('base')]).toEqual([['me/app:edge-x'], 'docker-image://me/app:dev-x'])
  })

  test('asks no registry for a tag that it has made up, and builds at once', async () => {
    const project = await copyOf(`services:
  a: {build: {dockerfile_inline: "FROM busybox"}, image: "me/app:dev"}
  b: {image: "me/app:dev", pull_policy: always}
  c: {image: "me/other"}
`)
    const lines = formatPlan(planUp(graphOf(project), emptyEngine(), { ...plainUp, pull: 'always' })).split('\n')
    expect(lines.filter((line) => line.includes('-image')).map((line) => line.split(/\s+/).slice(1, 3))).toEqual([
      ['build-image', 'me/app:dev-x'],
      ['pull-image', 'me/other'],
    ])
    const { plan, skipped } = planPull(project, { buildable: 'pull', images: new Map() })
    expect(plan.steps.map(({ action }) => action)).toMatchObject([{ do: 'pull-image', image: 'me/other' }])
    expect(skipped).toEqual(['a', 'b'].map((service) => ({ service, because: 'Image can be built' })))
    const unbuilt = (): unknown => planUp(graphOf(project), emptyEngine(), { ...plainUp, build: 'never' })
    expect(unbuilt).toThrow('a: No such image: me/app:dev-x: it was not built yet')
  })

  test('builds upon its own images where a Dockerfile names what another service builds', async () => {
    const { services } = await copyOf(`services:
  base: {build: {dockerfile_inline: "FROM busybox"}, image: "me/base:latest"}
  a: {build: {dockerfile_inline: "FROM --platform=x docker.io/me/base AS b\\nCOPY --from=busybox /a /b"}}
  b: {build: {dockerfile_inline: "FROM busybox\\nCOPY --chmod=1 --from=me/base /a /b"}}
  c: {build: {dockerfile_inline: "FROM me/base", additional_contexts: {me/base: "docker-image://x"}}}
  d: {build: {dockerfile_inline: "FROM e"}, image: d}
  e: {build: {dockerfile_inline: "FROM d"}, image: e}
  f: {build: {dockerfile_inline: "FROM f"}, image: f}
`)
    const contexts = [...services.values()].map(({ name, build }) => [name, build?.additional_contexts?.get('me/base')])
    expect(Object.fromEntries(contexts)).toEqual({
      base: undefined,
      a: 'service:base',
      b: 'service:base',
      c: 'docker-image://x',
      d: undefined,
      e: undefined,
      f: undefined,
    })
    // Of a circle, which no build could do, one half stays.
    expect(services.get('d')?.build?.additional_contexts).toEqual(new Map([['e', 'service:e']]))
    expect(services.get('e')?.build?.additional_contexts).toBeUndefined()
    expect(services.get('f')?.build?.additional_contexts).toBeUndefined()
  })

  const published: readonly (readonly [yaml: string, shown: readonly string[]])[] = [
    ['"8080:80"', ['127.0.0.1:20001->80/tcp']],
    ['"80"', ['->80/tcp']],
    ['"0:80"', ['0->80/tcp']],
    ['"192.168.1.5:8080:80", "[::1]:8080:80"', ['127.0.0.1:20001->80/tcp']],
    ['"53:53/udp", "53:53"', ['127.0.0.1:20001->53/udp', '127.0.0.1:20001->53/tcp']],
    ['"8080-8082:80"', ['127.0.0.1:20001-20003->80/tcp']],
    ['"8080-8081:80-81"', ['127.0.0.1:20001->80/tcp', '127.0.0.1:20002->81/tcp']],
    ['"8080:80", "8080:81"', ['127.0.0.1:20001->80/tcp', '127.0.0.1:20002->81/tcp']],
    ['"1000-2000:80"', ['127.0.0.1:->80/tcp']],
  ]
  test.each(published)('publishes %s at %j', async (yaml, shown) => {
    const text = web(`ports: [${yaml}]`)
    const wishes = portWishes(await copyOf(text))
    let next = 20_001
    const assigned = new Map(
      wishes.map(({ key, count }) => {
        const port = next
        next += count
        return [key, { port, address: '127.0.0.1' }]
      }),
    )
    const { services } = await copyOf(text, assigned)
    const ports = services.get('web')?.ports ?? []
    expect(
      ports.map(
        (it) => `${it.host_ip ?? ''}${it.host_ip ? ':' : ''}${it.published ?? ''}->${it.target}/${it.protocol}`,
      ),
    ).toEqual(shown)
  })

  test('leaves fixed ports that it has no other for to the choice of the engine, on loopback', async () => {
    const { services } = await copyOf(web('ports: ["8080:80"]'))
    expect(services.get('web')?.ports).toEqual([{ mode: 'ingress', target: 80, protocol: 'tcp', host_ip: '127.0.0.1' }])
  })

  test('keeps the address of the file for an engine on another machine', async () => {
    const { services } = await copyOf(web('ports: ["10.0.0.1:8080:80"]'), new Map([['web 8080:80', { port: 20_001 }]]))
    expect(services.get('web')?.ports).toMatchObject([{ host_ip: '10.0.0.1', published: '20001' }])
  })

  test('warns of the host network and of fixed subnets, which all copies share', async () => {
    const { warnings, services } = await copyOf(
      `${web('ports: ["8080:80"]\n    network_mode: host')}networks: {n: {ipam: {config: [{subnet: 172.28.0.0/24}]}}}\n`,
    )
    expect(warnings.filter(({ kind }) => kind === 'not-isolated').map(({ message }) => message)).toEqual([
      'web: with network_mode: host its ports are those of the host in every copy',
      'networks.n: its subnet is fixed, and only one copy at a time can have it',
    ])
    expect(services.get('web')?.ports).toMatchObject([{ published: '8080' }])
  })
})

test('without isolation there is no copy, and nobody is asked for its ports', async () => {
  const world = worldOf({ 'compose.yaml': web('ports: ["8080:80"]') })
  const assignedPorts = async (): Promise<never> => await Promise.reject(new Error('asked'))
  expect(await load(plain, { ...world, assignedPorts })).toEqual(await load(plain, world))
  expect((await load(plain, world)).copy).toBeUndefined()
})

test('a name given by hand that has the suffix already is that of the copy', () => {
  const names = ['app', 'app-x', 'x'].map((name) => isolatedName(name, { name: 'x' }, 'hand'))
  expect(names).toEqual(['app-x', 'app-x', 'x-x'])
  expect(isolatedName('app-x', { name: 'x' })).toBe('app-x-x')
})
