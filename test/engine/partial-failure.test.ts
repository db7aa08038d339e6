import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { muster } from '../harness/command.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'

const sleeper = 'image: busybox, init: true, command: sleep 1000'

const unique = (): string => randomBytes(12).toString('hex')

const dockerfile = (step: string): string => `FROM busybox\nRUN ${step}; : ${unique()}\n`

async function running(project: TestProject): Promise<readonly string[]> {
  const ps = await muster(project, ['ps', '--format', '{{.Service}}'])
  const { stdout } = ps
  expect(ps).toMatchObject({ code: 0, stderr: '' })
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .toSorted()
}

async function forget(project: TestProject): Promise<void> {
  await muster(project, ['down', '-t', '0', '--rmi', 'local'])
}

const broken = [
  { what: 'a build', service: 'bad: { build: ./bad }', says: /✘ build of bad: .*RUN exit 4/ },
  {
    what: 'a build in a bake',
    service: 'bad: { build: { context: ./bad, ulimits: { nofile: 99 } } }',
    says: /✘ build of bad: .*RUN exit 4/,
  },
  {
    what: 'an image that cannot be pulled',
    service: 'bad: { image: "127.0.0.1:1/nothing:1" }',
    says: /✘ .*127\.0\.0\.1:1/,
  },
  {
    what: 'a command that does not exist',
    service: 'bad: { image: busybox, command: /nope }',
    says: /✘ bad: .*\/nope/,
  },
]

describe('what does not depend on a service that fails goes on to its end', () => {
  test.each(broken)('when $what fails', async ({ service, says }) => {
    await using project = await testProject({
      'compose.yaml': `services:
  ${service}
  good: { build: ./good, command: sleep 1000, init: true }
  plain: { ${sleeper} }
  slow: { ${sleeper}, healthcheck: { test: "sleep 1" } }
  dep: { ${sleeper}, depends_on: { slow: { condition: service_healthy } } }
  held: { ${sleeper}, depends_on: [bad] }
`,
      'bad/Dockerfile': dockerfile('exit 4'),
      'good/Dockerfile': dockerfile('sleep 3'),
    })
    const up = await muster(project, ['up', '-d'])
    expect(up.code).toBe(1)
    expect(up.stderr).toMatch(says)
    expect(up.stderr).toContain('blocked: held (waits for bad: service_started)')
    expect(await running(project)).toEqual(['dep', 'good', 'plain', 'slow'])
    await forget(project)
  })

  test('and every failure is told', async () => {
    await using project = await testProject({
      'compose.yaml': `services:
  one: { build: { context: ./one, ulimits: { nofile: 99 } } }
  two: { build: { context: ./two, ulimits: { nofile: 99 } } }
  on: { build: { context: ./good, additional_contexts: { one: "service:one" } } }
  good: { build: { context: ./good, ulimits: { nofile: 99 } }, command: sleep 1000, init: true }
`,
      'one/Dockerfile': dockerfile('exit 4'),
      'two/Dockerfile': dockerfile('sleep 1; exit 5'),
      'good/Dockerfile': dockerfile('sleep 2'),
    })
    const up = await muster(project, ['up', '-d'])
    expect(up.code).toBe(1)
    expect(up.stderr).toMatch(/✘ build of one: .*exit 4/)
    expect(up.stderr).toMatch(/✘ build of two: .*exit 5/)
    expect(up.stderr).toMatch(/✘ build of on: its context one could not be built/)
    expect(await running(project)).toEqual(['good'])
    await forget(project)
  })

  test('also when services that run already are built anew: the one that fails stays as it is', async () => {
    const yaml = `services:
  bad: { build: ./bad, command: sleep 1000, init: true }
  good: { build: ./good, command: sleep 1000, init: true }
`
    await using project = await testProject({
      'compose.yaml': yaml,
      'bad/Dockerfile': dockerfile('true'),
      'good/Dockerfile': dockerfile('true'),
    })
    expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 0 })
    const before = (await objectsOf(project.name)).containers
    await project.write('bad/Dockerfile', dockerfile('echo once; exit 4'))
    await project.write('good/Dockerfile', dockerfile('true'))
    await project.write('compose.yaml', `${yaml}  more: { ${sleeper} }\n`)
    const up = await muster(project, ['up', '-d', '--build', '-t', '0'])
    expect(up.code).toBe(1)
    expect(up.stderr).toMatch(/✘ build of bad: .*exit 4/)
    expect(up.stderr.match(/=> #\d+ once$/gm)).toHaveLength(1)
    expect(up.stderr.match(/^ \S+-bad {2}/gm)).toEqual([expect.anything(), expect.anything()])
    expect(await running(project)).toEqual(['bad', 'good', 'more'])
    const after = (await objectsOf(project.name)).containers
    expect(after).not.toEqual(before)
    await forget(project)
  })
})
