import { expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
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
