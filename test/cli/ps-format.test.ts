import { describe, expect, test } from 'vitest'
import type { ContainerSummary } from '../../src/api/ps.ts'
import { displayedPorts } from '../../src/cli/format/displayed-ports.ts'
import { humanDuration } from '../../src/cli/format/go-duration.ts'
import { formatPs } from '../../src/cli/format/ps-format.ts'
import { columns, rowOf } from '../../src/cli/format/ps-row.ts'

const web: ContainerSummary = {
  id: '0123456789abcdef0123456789abcdef',
  name: 'demo-web-1',
  service: 'web',
  number: 1,
  oneOff: false,
  state: 'running',
  health: 'healthy',
  imageId: 'sha256:1',
  labels: new Map([
    ['com.docker.compose.project', 'demo'],
    ['evil', '\x1b[2J'],
  ]),
  networks: new Map([['demo_default', 'n1']]),
  mounts: [{ type: 'volume', name: 'demo_data', target: '/d' }],
  image: 'nginx:alpine',
  command: '/docker-entrypoint.sh nginx -g',
  created: 1_795_311_888,
  status: 'Up 3 seconds (healthy)',
  ports: [{ address: '0.0.0.0', target: 80, published: 8080, protocol: 'tcp' }],
}
const cut = { trunc: true, now: (1_795_311_888 + 65) * 1000 }

describe('ps', () => {
  test('prints docker compose’s table', () => {
    expect(formatPs([web], 'table', cut)).toMatchInlineSnapshot(`
      "NAME         IMAGE          COMMAND                  SERVICE   CREATED              STATUS                   PORTS
      demo-web-1   nginx:alpine   "/docker-entrypoint.…"   web       About a minute ago   Up 3 seconds (healthy)   0.0.0.0:8080->80/tcp
      "
    `)
  })

  test('fills a table from a template', () => {
    expect(formatPs([web], String.raw`table {{.Name}}\t{{.ID}}\t{{.RunningFor}}`, cut)).toMatchInlineSnapshot(`
      "NAME         CONTAINER ID   CREATED
      demo-web-1   0123456789ab   About a minute ago
      "
    `)
  })

  test.each([
    ['{{.Name}}: {{.State}}', 'demo-web-1: running\n'],
    ['{{upper .Service}} {{.Service | upper}}', 'WEB WEB\n'],
    ['{{.Label "com.docker.compose.project"}}|{{.Label "none"}}', 'demo|\n'],
    ['{{json .Name}} {{.Publishers}}', '"demo-web-1" [{0.0.0.0 80 8080 tcp}]\n'],
    ['{{.Label "evil"}}', '\\x1b[2J\n'],
    ['a {{- .Name -}} b', 'ademo-web-1b\n'],
    [String.raw`{{.Name}}\t{{.State}}`, 'demo-web-1\trunning\n'],
  ])('fills %s', (template, text) => {
    expect(formatPs([web], template, cut)).toBe(text)
  })

  test.each([
    ['{{.Nosuch}}', /can't evaluate field Nosuch/],
    ['{{template "x"}}', /\{\{template\}\} is not supported by muster/],
    ['{{.Name', /unclosed action/],
  ])('refuses %s', (template, message) => {
    expect(() => formatPs([web], template, cut)).toThrow(message)
  })

  test('offers to templates what the JSON output holds', () => {
    expect(Object.keys(rowOf(web, cut))).toEqual(columns)
  })
})

describe('ports', () => {
  const port = (target: number, published = 0, address = '') => ({ target, published, address, protocol: 'tcp' })
  test.each([
    { ports: [], text: '' },
    { ports: [port(99)], text: '99/tcp' },
    { ports: [port(80, 8080, '0.0.0.0'), port(80, 8080, '::')], text: '0.0.0.0:8080->80/tcp, [::]:8080->80/tcp' },
    { ports: [port(80, 80, '0.0.0.0'), port(81, 81, '0.0.0.0')], text: '0.0.0.0:80-81->80-81/tcp' },
    {
      ports: [port(91, 191, '0.0.0.0'), port(90, 190, '0.0.0.0'), port(99), port(100)],
      text: '99-100/tcp, 0.0.0.0:190->90/tcp, 0.0.0.0:191->91/tcp',
    },
    {
      ports: [{ ...port(53, 53, '127.0.0.1'), protocol: 'udp' }, port(53, 53, '127.0.0.1')],
      text: '127.0.0.1:53->53/tcp, 127.0.0.1:53->53/udp',
    },
    { ports: [port(80), port(90), port(91)], text: '80/tcp, 90-91/tcp' },
  ])('show as $text', ({ ports, text }) => {
    expect(displayedPorts(ports)).toBe(text)
  })
})

test.each([
  [0.4, 'Less than a second'],
  [1.9, '1 second'],
  [59, '59 seconds'],
  [61, 'About a minute'],
  [125, '2 minutes'],
  [3600, 'About an hour'],
  [36_000, '10 hours'],
  [3 * 86_400, '3 days'],
  [20 * 86_400, '2 weeks'],
  [100 * 86_400, '3 months'],
  [800 * 86_400, '2 years'],
])('%d seconds are %s', (seconds, text) => {
  expect(humanDuration(seconds)).toBe(text)
})
