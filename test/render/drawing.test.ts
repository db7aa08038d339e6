import { expect, test } from 'vitest'
import type { ServiceGraph } from '../../src/plan/service-graph.ts'
import { graphDot } from '../../src/render/drawing/dot.ts'
import { layoutOf } from '../../src/render/drawing/layout.ts'
import { graphMermaid } from '../../src/render/drawing/mermaid.ts'
import { graphSvg } from '../../src/render/drawing/svg.ts'
import { graphText } from '../../src/render/drawing/text.ts'

const bare = { image: 'app', replicas: 1, ready: [], needs: [], networks: ['default'], volumes: [] } as const
const demo: ServiceGraph = {
  version: 1,
  project: 'demo',
  live: true,
  services: [
    {
      ...bare,
      name: 'db',
      image: 'postgres',
      state: { kind: 'healthy', text: 'running (healthy)' },
      ready: ['tcp 5432'],
      volumes: [{ volume: 'data', target: '/data' }],
    },
    { ...bare, name: 'cache', state: { kind: 'absent', text: 'not created' } },
    {
      ...bare,
      name: 'web',
      replicas: 2,
      state: { kind: 'failed', text: '1 exited (3), 1 running' },
      needs: [
        { service: 'cache', condition: 'started', required: false },
        { service: 'db', condition: 'healthy', required: true },
      ],
    },
  ],
  networks: [{ name: 'default', external: false }],
  volumes: [{ name: 'data', external: true }],
}

test('as text', () => {
  expect(graphText(demo)).toMatchInlineSnapshot(`
    "demo

    db     running (healthy)        postgres
      ├─ ready  tcp 5432
      ├─ on     default
      └─ keeps  data at /data
    cache  not created              app
      └─ on     default
    web    1 exited (3), 1 running  app  ×2
      ├─ needs  cache (started, optional), db (healthy)
      └─ on     default

    networks  default
    volumes   data (external)
    "
  `)
})

test('as Mermaid', () => {
  expect(graphMermaid(demo)).toMatchInlineSnapshot(`
    "flowchart TD
      s0["db<br/>postgres<br/>running (healthy)"]:::healthy
      s1["cache<br/>app<br/>not created"]:::absent
      s2["web<br/>app<br/>1 exited (3)#44; 1 running"]:::failed
      n0(["default"]):::network
      v0[("data<br/>external")]:::volume
      s0 --- n0
      s0 --- v0
      s1 --- n0
      s2 -.->|started| s1
      s2 -->|healthy| s0
      s2 --- n0
      classDef healthy stroke:#1a7f37,stroke-width:2px
      classDef running stroke:#0969da,stroke-width:2px
      classDef starting stroke:#9a6700,stroke-width:2px
      classDef failed stroke:#cf222e,stroke-width:3px
      classDef done stroke:#57606a
      classDef stopped stroke:#57606a,stroke-dasharray:4
      classDef absent stroke:#57606a,stroke-dasharray:4
      classDef network stroke:#8250df
      classDef volume stroke:#57606a
    "
  `)
})

test('as DOT', () => {
  expect(graphDot(demo)).toMatchInlineSnapshot(`
    "digraph "demo" {
      node [shape=box, style=rounded];
      s0 [label="db\\npostgres\\nrunning (healthy)", color="#1a7f37"];
      s1 [label="cache\\napp\\nnot created", color="#57606a"];
      s2 [label="web\\napp\\n1 exited (3), 1 running", color="#cf222e"];
      n0 [label="default", shape=ellipse, color="#8250df"];
      v0 [label="data", shape=cylinder];
      s0 -> n0 [dir=none, style=dotted];
      s0 -> v0 [dir=none, style=dotted];
      s1 -> n0 [dir=none, style=dotted];
      s2 -> s1 [label="started", style=dashed];
      s2 -> s0 [label="healthy"];
      s2 -> n0 [dir=none, style=dotted];
    }
    "
  `)
})

test('as SVG: every service once, an arrow for each need, and the same bytes each time', () => {
  const svg = graphSvg(demo)
  expect([...svg.matchAll(/class="name"[^>]*>([^<]*)</g)].map(([, name]) => name)).toEqual(['db', 'cache', 'web ×2'])
  expect(svg.match(/class="arrow/g)).toHaveLength(2)
  expect(svg.match(/class="arrow optional"/g)).toHaveLength(1)
  expect(svg).toContain('volumes: data (external)')
  expect(svg).toContain('web, 1 exited (3), 1 running, needs cache (started), db (healthy).')
  expect(graphSvg(demo)).toBe(svg)
})

const evil = `<b>"'&;#]\\`
const hostile: ServiceGraph = {
  ...demo,
  project: evil,
  services: [
    {
      ...bare,
      name: 'a',
      image: `${evil}\n\x1b[2J`,
      networks: [evil],
      volumes: [{ volume: evil, target: `/${evil}\x1b[2J` }],
    },
  ],
  networks: [{ name: evil, external: false }],
  volumes: [{ name: evil, external: false }],
}

test('names cannot break out of any form', () => {
  const svg = graphSvg(hostile)
  expect(svg).not.toContain('<b>')
  expect(svg).toContain('&lt;b&gt;&quot;&#39;&amp;;#]\\')
  const mermaid = graphMermaid(hostile)
  for (const line of mermaid.split('\n').filter((one) => one.includes('60;b')))
    expect(line).toMatch(/^ {2}\w+[[(]+"(?:[\w .:#;]|<br\/>)*"[\])]+(?::::\w+)?$/)
  expect(graphDot(hostile)).toContain(`n0 [label="<b>\\"'&;#]\\\\", shape=ellipse`)
  expect(graphText(hostile)).toContain('\\x1b[2J')
  for (const text of [svg, mermaid, graphDot(hostile), graphText(hostile)]) expect(text).not.toContain('\x1b')
})

test('in a layout each service stands above all that it needs, and an arrow that skips a layer bends around it', () => {
  const node = (name: string, ...needs: string[]): ServiceGraph['services'][number] => ({
    ...bare,
    name,
    needs: needs.map((service) => ({ service, condition: 'started', required: true })),
  })
  const { layers, arrows } = layoutOf(
    { ...demo, services: [node('c'), node('b', 'c'), node('a', 'b', 'c')] },
    () => 100,
  )
  expect(layers.map((layer) => layer.map(({ service }) => service ?? '·'))).toEqual([['a'], ['·', 'b'], ['c']])
  expect(arrows.find(({ from, to }) => from === 'a' && to === 'c')?.spots).toHaveLength(3)
  const boxes = layers.flatMap((layer) => layer.map(({ x, width }) => [x, x + width] as const))
  for (const [from, to] of boxes) expect(from).toBeLessThan(to)
})

test('a graph of hundreds of services is drawn at once, and without overlaps', () => {
  const services = Array.from({ length: 400 }, (_, i) => ({
    ...bare,
    name: `s${i}`,
    needs: [i - 1, i - 7]
      .filter((one) => one >= 0 && i % 20 !== 0)
      .map((one) => ({ service: `s${one}`, condition: 'started', required: true })),
  }))
  const begun = process.threadCpuUsage()
  expect(graphSvg({ ...demo, services }).length).toBeGreaterThan(100_000)
  expect(process.threadCpuUsage(begun).user / 1000).toBeLessThan(5_000)
  for (const layer of layoutOf({ ...demo, services }, () => 100).layers)
    for (const [i, spot] of layer.entries())
      expect(spot.x).toBeGreaterThanOrEqual((layer[i - 1]?.x ?? -100) + (layer[i - 1]?.width ?? 0))
})
