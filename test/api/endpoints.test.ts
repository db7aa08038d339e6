import { expect, test } from 'vitest'
import { type Endpoint, endpointsOf, endpointUrl, endpointVariables } from '../../src/api/endpoints.ts'
import { unpublishedServices } from '../../src/api/test/variables.ts'
import type { ContainerSummary } from '../../src/engine/port.ts'

type Port = ContainerSummary['ports'][number]

const port = (published: number, target: number, more: Partial<Port> = {}): Port => ({
  address: '0.0.0.0',
  target,
  published,
  protocol: 'tcp',
  ...more,
})

const container = (service: string, number: number, more: Partial<ContainerSummary>): ContainerSummary => ({
  id: `${service}${number}`,
  name: `p-${service}-${number}`,
  service,
  number,
  oneOff: false,
  state: 'running',
  configHash: 'x',
  imageId: '',
  labels: new Map(),
  networks: new Map(),
  mounts: [],
  image: '',
  command: '',
  created: 0,
  status: '',
  ports: [],
  ...more,
})

const local = 'unix:///var/run/docker.sock'

test('endpoints are what is published by containers that run, sorted, each once', () => {
  const found = endpointsOf(
    [
      container('web', 2, { ports: [port(8082, 80)] }),
      container('web', 1, { ports: [port(8081, 80, { address: '::' }), port(8081, 80), port(0, 90)] }),
      container('db', 1, { ports: [port(20_001, 5432, { address: '127.0.0.1' })] }),
      container('old', 1, { state: 'exited', ports: [port(1, 1)] }),
      container('job', 0, { oneOff: true, ports: [port(2, 2)] }),
    ],
    local,
  )
  expect(found).toEqual([
    { service: 'db', replica: 1, target: 5432, protocol: 'tcp', host: '127.0.0.1', port: 20_001 },
    { service: 'web', replica: 1, target: 80, protocol: 'tcp', host: '127.0.0.1', port: 8081 },
    { service: 'web', replica: 2, target: 80, protocol: 'tcp', host: '127.0.0.1', port: 8082 },
  ])
})

test.each([
  ['unix:///run/docker.sock', '127.0.0.1'],
  ['tcp://localhost:2375', '127.0.0.1'],
  ['tcp://docker:2375', 'docker'],
  ['tcp://10.0.0.5:2376', '10.0.0.5'],
  ['tcp://[fd00::5]:2376', 'fd00::5'],
])('what an engine at %s publishes everywhere is reached at %s', (address, host) => {
  expect(endpointsOf([container('a', 1, { ports: [port(80, 80)] })], address)[0]?.host).toBe(host)
})

const endpoint = (service: string, target: number, more: Partial<Endpoint> = {}): Endpoint => ({
  service,
  replica: 1,
  target,
  protocol: 'tcp',
  host: '127.0.0.1',
  port: 20_000 + target,
  ...more,
})

test('variables name service, container port, protocol and further replicas', () => {
  const all = [
    endpoint('db', 5432),
    endpoint('dns', 53, { protocol: 'udp' }),
    endpoint('my-web.1', 80),
    endpoint('my-web.1', 80, { replica: 3, port: 1 }),
    endpoint('my_web_1', 80, { port: 2 }),
  ]
  expect(Object.fromEntries(endpointVariables(all))).toEqual({
    MUSTER_HOST_DB_5432: '127.0.0.1',
    MUSTER_PORT_DB_5432: '25432',
    MUSTER_HOST_DNS_53_UDP: '127.0.0.1',
    MUSTER_PORT_DNS_53_UDP: '20053',
    MUSTER_HOST_MY_WEB_1_80: '127.0.0.1',
    MUSTER_PORT_MY_WEB_1_80: '20080',
    MUSTER_HOST_MY_WEB_1_80_3: '127.0.0.1',
    MUSTER_PORT_MY_WEB_1_80_3: '1',
  })
})

test.each([
  [endpoint('web', 80), 'http://127.0.0.1:20080'],
  [endpoint('web', 8443), 'https://127.0.0.1:28443'],
  [endpoint('db', 5432), 'postgres://127.0.0.1:25432'],
  [endpoint('dns', 53, { protocol: 'udp', host: '::1' }), 'udp://[::1]:20053'],
])('an address has the usual scheme: %o', (one, url) => {
  expect(endpointUrl(one)).toBe(url)
})

test('a service without a published port is told of where a test would look for one', () => {
  const all = [
    container('web', 1, { ports: [port(8080, 80), port(0, 9000)] }),
    container('db', 1, { ports: [port(0, 5432)] }),
    container('db', 2, { ports: [port(0, 5432)] }),
    container('worker', 1, { ports: [] }),
    container('my-bus', 1, { ports: [] }),
    container('init', 1, { ports: [port(0, 1)], state: 'exited' }),
    container('once', 1, { ports: [port(0, 1)], oneOff: true }),
  ]
  const told = (...command: string[]): readonly string[] =>
    unpublishedServices(all, endpointsOf(all, 'unix:///x'), command)
  expect(told('npm', 'test')).toEqual(['db'])
  expect(told('sh', '-c', 'nc $MY_BUS_HOST $WORKER_PORTS $WEB_HOST')).toEqual(['db', 'my-bus'])
})
