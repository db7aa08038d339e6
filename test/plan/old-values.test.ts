import { expect, test } from 'vitest'
import { graphOf } from '../../src/graph/graph.ts'
import { label } from '../../src/model/labels.ts'
import { masked } from '../../src/model/shown-value.ts'
import { describeChanges } from '../../src/plan/changes.ts'
import { type Payload, withOldValue } from '../../src/plan/old-values.ts'
import { plainUp } from '../../src/plan/policy.ts'
import { planUp } from '../../src/plan/up.ts'
import { emptyEngine, projectOf } from './helper.ts'

const yaml = `services:
  web:
    image: app:\${API_TAG:-dev}
    hostname: \${T:-1}
    env_file: a.env
    environment: { A: "\${X:-old}", B: old, D: "x-\${DB_PW:-pw}-y", E: "\${X:-plain} or \${DB_PW:-pw}", F_TOKEN: f, G: has word1 inside }
    command: ["run", "--level", "\${X:-info}"]
    volumes: ["./x:/b", "data:/data"]
    ports: ["8080:80"]
    secrets: [word]
    develop: { watch: [{ action: sync, path: ./src, target: /src }] }
volumes: { data: }
secrets: { word: { environment: WORD } }
`
const world = { '/w/a.env': 'C=old\nC_KEY=old\n', '/w/.env': 'WORD=word1\n' }

test('new values of settings are shown wherever they came from, what a container is told only from the file; secrets never are', async () => {
  const project = await projectOf(yaml, world)
  const web = project.services.get('web')
  const paths = [
    'image',
    'hostname',
    'command',
    'volumes',
    'ports',
    'secrets',
    'develop',
    ...['A', 'B', 'C', 'C_KEY', 'D', 'E', 'F_TOKEN', 'G'].map((key) => `environment.${key}`),
  ]
  const shown = describeChanges(project, web ?? { name: 'web' }, paths).map(({ path, to }) => `${path}: ${to}`)
  expect(shown).toEqual([
    'image: app:dev',
    'hostname: 1',
    `command: ${masked}`,
    'volumes: [./x:/b, data:/data]',
    'ports: [8080:80/tcp]',
    'secrets: [{source: word, target: /run/secrets/word}]',
    'develop: {watch: [{action: sync, path: ./src, target: /src}]}',
    `environment.A: ${masked}`,
    'environment.B: old',
    `environment.C: ${masked}`,
    `environment.C_KEY: ${masked}`,
    `environment.D: ${masked}`,
    `environment.E: ${masked}`,
    `environment.F_TOKEN: ${masked}`,
    `environment.G: ${masked}`,
  ])
})

test('old values that came from variables and env files stay hidden when a literal replaces them', async () => {
  const project = await projectOf(yaml, world)
  const { steps } = planUp(graphOf(project), emptyEngine(), plainUp)
  const [fields = ''] = steps.flatMap(({ action }) =>
    action.do === 'create-container' ? (action.spec.body.Labels[label.fields] ?? []) : [],
  )
  const keys = ['A', 'B', 'C', 'D', 'E', 'G']
  const old = { Env: keys.map((key) => `${key}=old`), Labels: { [label.fields]: fields } }
  const wanted = { Env: keys.map((key) => `${key}=new`) }
  const shown = keys.map((key) =>
    withOldValue({ path: `environment.${key}`, to: 'new' }, { old, wanted, folder: '/w' }),
  )
  expect(shown.map(({ from }) => from)).toEqual([masked, 'old', masked, masked, masked, masked])
})

test('the old value of what is hidden now is hidden, too', () => {
  const payloads = { old: { Env: ['A=old'] }, wanted: { Env: ['A=new'] }, folder: '/w' }
  expect(withOldValue({ path: 'environment.A', to: masked }, payloads)).toMatchObject({ from: masked, to: masked })
})

const passwordUrl = `http://${'x'.repeat(30)}:${'p'.repeat(40)}@host/`
interface Payloads {
  readonly old: Payload
  readonly wanted: Payload
}

const ports = (host: string): Payload => ({
  HostConfig: { PortBindings: { '80/tcp': [{ HostPort: host }], '90/tcp': [{ HostPort: '9' }] } },
})

const rows: readonly (readonly [path: string, payloads: Payloads, shown: string])[] = [
  [
    'volumes',
    {
      old: { HostConfig: { Binds: ['/w/x:/b:rw', 'p_data:/data:rw', `${'0'.repeat(64)}:/anonymous`] } },
      wanted: { HostConfig: { Binds: ['/w/y:/b:rw', 'p_data:/data:rw'] } },
    },
    '[…, ./x:/b] → […, ./y:/b]',
  ],
  [
    'volumes',
    { old: { HostConfig: { Binds: ['a:/a'] } }, wanted: { HostConfig: { Binds: ['a:/a', 'b:/b:ro'] } } },
    '[…] → […, b:/b:ro]',
  ],
  [
    'volumes',
    { old: { HostConfig: { Binds: ['/a/w/x:/w/x'] } }, wanted: { HostConfig: { Binds: ['/w/x:/b'] } } },
    '[/a/w/x:/w/x] → [./x:/b]',
  ],
  ['environment.A', { old: { Env: ['A=/w/x'] }, wanted: { Env: ['A=/w/y'] } }, '/w/x → /w/y'],
  ['ports', { old: ports('1'), wanted: ports('2') }, '[…, 1:80/tcp] → […, 2:80/tcp]'],
  ['command', { old: { Cmd: ['a', 'b'] }, wanted: { Cmd: ['a', 'c'] } }, '[a, b] → [a, c]'],
  ['image', { old: { Image: 'app:dev' }, wanted: {} }, 'app:dev → new'],
  ['labels.x', { old: { Labels: { x: passwordUrl } }, wanted: { Labels: { x: 'new' } } }, `${masked} → new`],
]

test.each(rows)('of %s what differs between %j is shown', (path, payloads, shown) => {
  const { from, to } = withOldValue({ path, to: 'new' }, { ...payloads, folder: '/w' })
  expect(`${from} → ${to}`).toBe(shown)
})
