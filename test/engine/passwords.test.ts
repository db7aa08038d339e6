import { expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { testProject } from '../harness/project.ts'

const password = 'Hidden77'

test.each([['build'], ['--diagnostics', 'json', 'build'], ['--progress', 'json', 'up', '-d']])(
  'a password in the address of a build context is not shown by %s',
  async (...args) => {
    await using project = await testProject({
      'compose.yaml': `services: { a: { build: { context: "https://u:${password}@127.0.0.1:1/x.git" } } }\n`,
    })
    const { stdout, stderr } = await muster(project, args)
    expect(stdout + stderr).toContain('127.0.0.1:1/x.git')
    expect(stdout + stderr).not.toContain(password)
  },
)

test('a password in a healthcheck is not shown when the check fails', async () => {
  await using project = await testProject({
    'compose.yaml': `services:
  a:
    image: busybox
    command: sleep 1000
    init: true
    healthcheck: { test: "wget -q -T 1 http://u:${password}@127.0.0.1:1/", interval: 100ms, retries: 1 }
`,
  })
  const { code, stdout, stderr } = await muster(project, ['up', '--wait'])
  expect(code).toBe(1)
  expect(stderr).toContain('probe   wget -q -T 1 http://***@127.0.0.1:1/')
  expect(stdout + stderr).not.toContain(password)
})
