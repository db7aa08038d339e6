import { expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { expectNoSecret, expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'

const file = `services:
  app:
    image: busybox
    command: ["sh", "-c", "[ $$PASSWORD = right-horse ] && exec sleep 3600"]
    init: true
    environment: { PASSWORD: "\${PASSWORD}" }
    secrets: [token]
secrets: { token: { environment: TOKEN } }
`

test('values of the environment and of secrets show nowhere: not in progress, not in plans, not in failures, not in labels', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  const first = { TOKEN: 'battery-one', PASSWORD: 'right-horse' }
  const second = { TOKEN: 'staple-two', PASSWORD: 'wrong-horse' }
  const up = await muster(project, ['--verbose', 'up', '-d', '--wait'], { env: first })
  expectSuccess(up)
  const plan = await muster(project, ['plan'], { env: second })
  expect(plan.stdout).toContain('environment.PASSWORD')
  const outcomes = [
    up,
    plan,
    await muster(project, ['--verbose', 'up', '-d', '--wait'], { env: second }),
    await muster(project, ['ps', '--format', 'json'], { env: second }),
    await muster(project, ['down', '-t', '0'], { env: second }),
  ]
  await expectNoSecret(project, [...Object.values(first), ...Object.values(second)], outcomes)
})

const canary = 'canary.Quite-Unlikely'
const attributes = {
  restart: '${DB_PASSWORD}',
  user: '${DB_PASSWORD}',
  runtime: '${DB_PASSWORD}',
  image: 'registry.invalid/${DB_PW}',
  devices: '["${DB_PASSWORD}:/dev/x"]',
  container_name: '"${DB_PASSWORD}!"',
  networks: '["${DB_PASSWORD}"]',
  volumes: '["${DB_PASSWORD}:/data"]',
  depends_on: '["${DB_PASSWORD}"]',
  command: '["${DB_PASSWORD}"]',
  healthcheck: '{ test: "echo ${DB_PASSWORD}; false", interval: 100ms, retries: 1 }',
} as const

test.each(Object.entries(attributes))(
  'a secret that becomes part of `%s` is not repeated, neither by the engine nor by muster',
  async (attribute, value) => {
    // With an init of its own the engine starts any command; without, it refuses what it cannot run.
    const init = attribute === 'command' ? 'false' : 'true'
    const service = { image: 'busybox', command: '["sleep", "60"]', init, [attribute]: value }
    const lines = Object.entries(service).map(([key, text]) => `    ${key}: ${text}\n`)
    await using project = await testProject({ 'compose.yaml': `services:\n  app:\n${lines.join('')}` })
    const env = { DB_PASSWORD: canary, DB_PW: canary.toLowerCase() }
    const outcomes = [
      await muster(project, ['up', '-d', '--wait', '--pull', 'missing'], { env }),
      await muster(project, ['--progress', 'json', 'up', '-d', '--wait'], { env }),
      await muster(project, ['plan'], { env }),
      await muster(project, ['-f', 'compose.yaml', 'down', '-t', '0'], { env }),
    ]
    expect(outcomes.slice(0, 2).map(({ code }) => code)).toEqual([1, 1])
    await expectNoSecret(project, Object.values(env), outcomes)
  },
)
