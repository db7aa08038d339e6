import { expect, test } from 'vitest'
import { label } from '../../src/model/labels.ts'
import { engineAfter, upPlan } from './helper.ts'

/** One changed field each: what is written before, what after, and the path that the plan must name. */
const rows: readonly { readonly path: string; readonly before?: string; readonly after: string }[] = [
  { path: 'command', before: 'command: a', after: 'command: b' },
  { path: 'entrypoint', after: 'entrypoint: [a]' },
  { path: 'working_dir', after: 'working_dir: /w' },
  { path: 'user', after: 'user: "1"' },
  { path: 'hostname', after: 'hostname: h' },
  { path: 'environment.A', before: 'environment: {A: "1", B: "1"}', after: 'environment: {A: "2", B: "1"}' },
  { path: 'environment.B', before: 'environment: {A: "1", B: "1"}', after: 'environment: {A: "1"}' },
  { path: 'labels.l', before: 'labels: {l: a}', after: 'labels: {l: b}' },
  { path: 'annotations.a', after: 'annotations: {a: b}' },
  { path: 'init', after: 'init: true' },
  { path: 'tty', after: 'tty: true' },
  { path: 'stop_signal', after: 'stop_signal: SIGINT' },
  { path: 'stop_grace_period', before: 'stop_grace_period: 1s', after: 'stop_grace_period: 2s' },
  { path: 'restart', before: 'restart: always', after: 'restart: unless-stopped' },
  { path: 'healthcheck', before: 'healthcheck: {test: a}', after: 'healthcheck: {test: b}' },
  { path: 'ports', before: 'ports: ["80:80"]', after: 'ports: ["81:80"]' },
  { path: 'expose', after: 'expose: [80]' },
  { path: 'volumes', after: 'volumes: [/anon]' },
  { path: 'tmpfs', after: 'tmpfs: [/t]' },
  { path: 'cap_add', after: 'cap_add: [NET_ADMIN]' },
  { path: 'privileged', after: 'privileged: true' },
  { path: 'read_only', after: 'read_only: true' },
  { path: 'security_opt', after: 'security_opt: [no-new-privileges:true]' },
  { path: 'mem_limit', before: 'mem_limit: 64m', after: 'mem_limit: 65m' },
  { path: 'cpus', after: 'cpus: 0.5' },
  { path: 'shm_size', after: 'shm_size: 64m' },
  { path: 'ulimits', after: 'ulimits: {nofile: 10}' },
  { path: 'sysctls.net.core.somaxconn', after: 'sysctls: {net.core.somaxconn: 10}' },
  { path: 'dns', after: 'dns: 1.1.1.1' },
  { path: 'logging', after: 'logging: {driver: none}' },
  { path: 'deploy', after: 'deploy: {resources: {limits: {memory: 10m}}}' },
  { path: 'container_name', after: 'container_name: given' },
]

const yaml = (field: string): string => `services:\n  web:\n    image: busybox\n    ${field}\n`

test.each(rows)('a change of $path is named, and nothing else', async ({ path, before = '', after }) => {
  const plan = await upPlan(yaml(after), await engineAfter(yaml(before)))
  const [create] = plan.steps.filter((step) => step.action.do === 'create-container')
  expect(create?.changes?.map((change) => change.path)).toEqual([path])
})

const unhashed = ['pull_policy: always', 'scale: 1', 'depends_on: [other]', 'profiles: [p]', 'deploy: {replicas: 1}']

test.each(unhashed)('%s replaces nothing', async (field) => {
  const other = '  other:\n    image: busybox\n'
  const deploy = field.startsWith('deploy') ? 'deploy: {}' : ''
  const observed = await engineAfter(yaml(deploy) + other)
  const plan = await upPlan(yaml(field) + other, observed, { targets: ['web', 'other'], refreshed: new Set(['web']) })
  expect(plan.steps.filter((step) => step.action.do === 'create-container')).toEqual([])
})

test('the digests hold no value', async () => {
  const observed = await engineAfter(yaml('environment: {PASSWORD: hunter2, OTHER: visible}'))
  expect(observed.containers[0]?.labels.get(label.fields)).not.toMatch(/hunter2|visible/)
})
