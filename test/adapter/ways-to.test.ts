import { expect, test } from 'vitest'
import type { ContainerDetail } from '../../src/engine/port.ts'
import { waysTo } from '../../src/engine/reach/ways-to.ts'

const detail = (mode: string, ports: object = {}, addresses = ['172.18.0.2']): ContainerDetail =>
  ({ addresses, raw: { HostConfig: { NetworkMode: mode }, NetworkSettings: { Ports: ports } } }) as never

const published = {
  '80/tcp': [
    { HostIp: '0.0.0.0', HostPort: '8080' },
    { HostIp: '127.0.0.1', HostPort: '9090' },
  ],
}
const socket = 'unix:///var/run/docker.sock'

const rows: readonly (readonly [what: string, found: ReturnType<typeof waysTo>, ways: string])[] = [
  ['an engine here', waysTo(detail('bridge'), 80, socket), 'container 172.18.0.2:80'],
  [
    'a published port',
    waysTo(detail('bridge', published), 80, socket),
    'container 172.18.0.2:80, published 127.0.0.1:8080, published 127.0.0.1:9090',
  ],
  ['the port of another engine', waysTo(detail('x', published), 80, 'tcp://ci-7:2376'), 'published ci-7:8080'],
  ['an engine by ssh', waysTo(detail('x', published), 80, 'ssh://me@ci-7:22'), 'published ci-7:8080'],
  [
    'an engine by an IPv6 address',
    waysTo(detail('x', published), 80, 'tcp://[fd00::1]:2376'),
    'published fd00::1:8080',
  ],
  ['a local engine by TCP', waysTo(detail('x'), 80, 'tcp://localhost:2375'), 'container 172.18.0.2:80'],
  ['the host network', waysTo(detail('host', {}, []), 80, socket), 'host 127.0.0.1:80'],
  ['the host network of another engine', waysTo(detail('host', {}, []), 80, 'tcp://ci-7:1'), 'host ci-7:80'],
  ['the network of another container', waysTo(detail('container:abc', {}, []), 80, socket), 'shared abc'],
  ['no network', waysTo(detail('none', {}, []), 80, socket), 'none: it has no network'],
  [
    'another engine and no published port',
    waysTo(detail('x'), 80, 'tcp://ci-7:1'),
    'none: the engine is at ci-7, and the port is not published',
  ],
]

test.each(rows)('to a container there leads, with %s', (_what, found, ways) => {
  const shown = {
    ways: () =>
      found.kind === 'ways' && found.ways.map(({ address, port, by }) => `${by} ${address}:${port}`).join(', '),
    shared: () => found.kind === 'shared' && `shared ${found.container}`,
    none: () => found.kind === 'none' && `none: ${found.why}`,
  }
  expect(shown[found.kind]()).toBe(ways)
})
