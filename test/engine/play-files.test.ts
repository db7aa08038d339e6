import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { Outcome } from '../harness/command.ts'
import { leftOf, play, scenario } from '../harness/play.ts'
import { testProject } from '../harness/project.ts'

test.concurrent('a service that takes its time to start needs no sleep: 20 of 20 plays', async () => {
  const slow = `
services:
  web:
    image: busybox
    init: true
    command: sh -c "sleep $(( $(od -An -N2 -tu2 /dev/urandom) % 6 )); mkdir /www; echo ready > /www/index.html; echo listening; exec httpd -f -p 80 -h /www"
    ports: ["80"]
`
  await using project = await testProject({ 'compose.yaml': slow.replaceAll('$(', '$$(') })
  const steps = [
    'up',
    'wait: { log: /^listening$/, service: web }',
    'wait: { http: web:80/ }',
    'http: GET web:80/\n    expect: ready',
  ]
  await project.write('demo.yaml', scenario(project, steps.map((step) => `  - ${step}\n`).join('')))
  const rounds = Array.from({ length: 4 }, async () => {
    const outcomes: Outcome[] = []
    for (let i = 0; i < 5; i += 1) outcomes.push(await play(project, ['demo.yaml', '--ci']))
    return outcomes
  })
  const outcomes = (await Promise.all(rounds)).flat()
  expect(outcomes.filter(({ code }) => code !== 0).map(({ stderr }) => stderr)).toEqual([])
  expect(await leftOf(project.name)).toEqual([])
})

test.each(['README.md', 'schema/EXPLAIN.md', 'schema/READY.md', 'schema/SNAPSHOTS.md', 'schema/TESTING.md'])(
  '%s says what muster prints',
  async (page) => {
    await using project = await testProject({})
    const { code, stderr } = await play(project, [fileURLToPath(new URL(`../../${page}`, import.meta.url)), '--ci'])
    expect(stderr).toContain('all as written')
    expect(code).toBe(0)
  },
)

test.concurrent('the scenario of an example is played, with a snapshot and a reset', async () => {
  await using project = await testProject({})
  const { code, stderr } = await play(project, [
    fileURLToPath(new URL('../../examples/notes/demo.yaml', import.meta.url)),
    '--ci',
  ])
  expect(stderr).toContain('all as written')
  expect(code).toBe(0)
})
