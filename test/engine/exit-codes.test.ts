import { expect, test } from 'vitest'
import { muster, startMuster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'

const files = {
  'compose.yaml': `services:
  fails: { image: busybox, command: sh -c "exit 3" }
  slow: { image: busybox, init: true, command: sleep 1000, healthcheck: { test: "false", retries: 1000 } }
  absent: { image: "localhost:1/no/such:image" }
  sleeper: { image: busybox, init: true, command: sleep 1000 }
`,
  'broken.yaml': 'services: { web: { imagee: busybox } }\n',
  'broken.env': 'A="open\n',
}

interface Row {
  readonly args: readonly string[]
  readonly compose: number
  readonly detailed: number
}

test.each<[what: string, row: Row]>([
  ['a mistake in a file', { args: ['-f', 'broken.yaml', 'up', '-d'], compose: 1, detailed: 3 }],
  ['a mistake in an env file', { args: ['--env-file', 'broken.env', 'config', '-q'], compose: 1, detailed: 3 }],
  ['a service that fails', { args: ['up', '-d', '--wait', 'fails'], compose: 1, detailed: 4 }],
  ['a service that has failed when all have ended', { args: ['up', 'fails'], compose: 0, detailed: 4 }],
  [
    'a service whose own code was asked for',
    { args: ['up', '--exit-code-from', 'fails', 'fails'], compose: 3, detailed: 3 },
  ],
  [
    'a wait that takes too long',
    { args: ['up', '-d', '--wait', '--wait-timeout', '1', 'slow'], compose: 1, detailed: 5 },
  ],
  ['an image that is nowhere', { args: ['up', '-d', 'absent'], compose: 1, detailed: 1 }],
  ['an unknown flag', { args: ['up', '--nonsense'], compose: 1, detailed: 1 }],
  [
    'what a command in a container ends with',
    { args: ['run', '--rm', '-T', 'sleeper', 'sh', '-c', 'exit 9'], compose: 9, detailed: 9 },
  ],
])('%s', async (_, { args, compose, detailed }) => {
  await using project = await testProject(files)
  expect(await muster(project, args)).toMatchObject({ code: compose })
  expect(await muster(project, ['--exit-codes=detailed', ...args])).toMatchObject({ code: detailed })
  const env = { MUSTER_EXIT_CODES: 'detailed' }
  expect(await muster(project, args, { env })).toMatchObject({ code: detailed })
})

test('Ctrl-C is 130 with detailed codes, too, though what it stops has not ended with 0', async () => {
  await using project = await testProject(files)
  const up = startMuster(project, ['--exit-codes', 'detailed', 'up', 'sleeper'])
  await up.seen(/Attaching to/)
  await up.seen(/sleeper-1\s+Started|sleeper-1/)
  up.signal('SIGINT')
  expect((await up.done).code).toBe(130)
})

test('another word is refused, and compose is what there is without the flag', async () => {
  await using project = await testProject(files)
  const refused = await muster(project, ['config', '-q', '--exit-codes=all'])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('unsupported --exit-codes value "all"')
  expectSuccess(await muster(project, ['--exit-codes', 'compose', 'config', '-q']))
})
