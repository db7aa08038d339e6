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
