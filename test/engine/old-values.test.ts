import { expect, test } from 'vitest'
import { dockerCompose, muster } from '../harness/command.ts'
import { expectNoSecret, expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'

interface Row {
  readonly attribute: string
  readonly old: string
  readonly now: string
  readonly shown: string
}

const rows: readonly Row[] = [
  { attribute: 'command', old: 'sleep 3600', now: 'sleep 3601', shown: '[sleep, 3600] → [sleep, 3601]' },
  { attribute: 'cpus', old: '0.5', now: '1', shown: '0.5 → 1' },
  {
    attribute: 'environment',
    old: '{ URL: http://one }',
    now: '{ URL: http://two }',
    shown: 'environment.URL: http://one → http://two',
  },
  { attribute: 'labels', old: '{ x: y }', now: '{ x: z }', shown: 'labels.x: y → z' },
  {
    attribute: 'ports',
    old: '["127.0.0.1::80"]',
    now: '["127.0.0.1::81"]',
    shown: '[127.0.0.1:80/tcp] → [127.0.0.1:81/tcp]',
  },
  { attribute: 'user', old: '"1"', now: '"2"', shown: 'user: 1 → 2' },
  { attribute: 'cap_add', old: '[NET_ADMIN]', now: '[SYS_TIME]', shown: '[CAP_NET_ADMIN] → [CAP_SYS_TIME]' },
  { attribute: 'hostname', old: '""', now: 'h', shown: 'hostname: unset → h' },
  { attribute: 'restart', old: 'always', now: '"no"', shown: 'restart: ' },
]

const file = (value: (row: Row) => string): string =>
  `services:\n  a:\n    image: busybox\n${rows.map((row) => `    ${row.attribute}: ${value(row)}\n`).join('')}`

test('a plan shows old and new value and the line of each changed attribute, and reads them without changing anything', async () => {
  await using project = await testProject({ 'compose.yaml': file(({ old }) => old) })
  expectSuccess(await muster(project, ['up', '--no-start']))
  await project.write(
    'compose.yaml',
    file(({ now }) => now),
  )
  const plan = await muster(project, ['plan', '--detailed-exitcode'])
  expect(plan.code).toBe(2)
  for (const [i, { shown }] of rows.entries()) {
    const line =
      plan.stdout.split('\n').find((text) => text.includes(shown)) ?? `no line with ${shown}:\n${plan.stdout}`
    expect(line).toContain(`compose.yaml:${4 + i}:`)
  }
})

test('a plan tells what changed in a value that a variable fills, and which mount is another', async () => {
  const service = (source: string): string =>
    `services:\n  a:\n    image: \${IMAGE:-busybox}\n    volumes: ["${source}:/b", "data:/data"]\n    environment: { T: "\${T:-1}" }\nvolumes: { data: }\n`
  await using project = await testProject({ 'compose.yaml': service('./x'), 'x/a': '', 'y/a': '' })
  expectSuccess(await muster(project, ['up', '--no-start']))
  await project.write('compose.yaml', service('./y'))
  const { stdout } = await muster(project, ['plan'], { env: { T: '2', IMAGE: 'alpine' } })
  expect(stdout).toContain('image: busybox → alpine')
  expect(stdout).toContain('volumes: […, ./x:/b] → […, ./y:/b]')
  expect(stdout).toContain('environment.T: ••• → •••')
})

test('a plan shows neither the old nor the new value of a secret', async () => {
  const service = (password: string): string =>
    `services:\n  a:\n    image: busybox\n    environment:\n      DB_PASSWORD: ${password}\n      URL: http://u:${password}@db/\n      PLAIN: \${FROM_ENV}\n`
  await using project = await testProject({ 'compose.yaml': service('hunter1'), '.env': 'FROM_ENV=hunter3\n' })
  expectSuccess(await muster(project, ['up', '--no-start']))
  await project.write('compose.yaml', service('hunter2'))
  await project.write('.env', 'FROM_ENV=hunter4\n')
  const texts = [
    await muster(project, ['plan']),
    await muster(project, ['plan', '--json']),
    await muster(project, ['up', '--dry-run']),
  ]
  await expectNoSecret(project, ['hunter'], texts)
  expect(texts[0]?.stdout).toContain('environment.DB_PASSWORD: ••• → •••')
})

const rich = (changed: { readonly cpus: string; readonly level: string; readonly mount: string }): string => `services:
  a:
    image: nginx:alpine
    command: ["nginx", "-g", "daemon off;"]
    environment: { LEVEL: ${changed.level}, PLAIN: x, EMPTY: "" }
    labels: { one: "1", two: "2" }
    cpus: ${changed.cpus}
    mem_limit: 64m
    deploy: { resources: { reservations: { memory: 32m } } }
    volumes: ["data:/data${changed.mount}", "/anonymous", "./here:/here:ro"]
    tmpfs: [/scratch]
    secrets: [word]
    expose: [9000]
    ports: ["127.0.0.1::80"]
    healthcheck: { test: "true", interval: 5s }
    logging: { options: { max-size: 1m } }
    restart: on-failure:3
    cap_add: [NET_ADMIN]
    cap_drop: [CHOWN]
    security_opt: [no-new-privileges:true]
    ulimits: { nofile: { soft: 1000, hard: 2000 } }
    sysctls: { net.core.somaxconn: 1024 }
    extra_hosts: ["somehost:10.0.0.1"]
    dns: [10.0.0.2]
    devices: ["/dev/null:/dev/nothing"]
    stop_grace_period: 3s
    stop_signal: SIGTERM
    init: true
    tty: true
    shm_size: 32m
    pid: host
    networks: { default: { aliases: [b] } }
  quiet: { image: busybox, volumes: ["/anonymous"] }
  side:
    image: busybox
    network_mode: service:quiet
    volumes_from: [quiet]
    user: "1"
volumes: { data: }
secrets: { word: { file: ./word } }
`

test('a plan names exactly those attributes that differ from a container of docker compose, with their lines', async () => {
  const before = rich({ cpus: '0.5', level: 'info', mount: '' })
  await using project = await testProject({ 'compose.yaml': before, word: 'w', 'here/x': '' })
  expectSuccess(await dockerCompose(project, ['up', '--no-start']))
  const now = rich({ cpus: '0.7', level: 'debug', mount: ':ro' }).replace('user: "1"', 'user: "2"')
  await project.write('compose.yaml', now)
  const { stdout } = await muster(project, ['plan'])
  const named = [...stdout.matchAll(/(\S+): (?:.* )?→ .*compose\.yaml:(\d+):/g)].map(
    ([, path, line]) => `${path} ${line}`,
  )
  const lineOf = (text: string): string => String(1 + now.split('\n').findIndex((line) => line.includes(text)))
  expect(named.toSorted()).toEqual([
    `cpus ${lineOf('cpus:')}`,
    `environment.LEVEL ${lineOf('LEVEL')}`,
    `user ${lineOf('user:')}`,
    `volumes ${lineOf('volumes: [')}`,
  ])
  expect(stdout).toContain('cpus: 0.5 → 0.7')
  expect(stdout).toContain('user: 1 → 2')
  // What a variable may have held is not told of a container that does not say where its values came from.
  expect(stdout).toContain('environment.LEVEL: → debug')
})
