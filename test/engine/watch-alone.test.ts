import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Running, start, startMuster } from '../harness/command.ts'
import { type TestProject, testProject } from '../harness/project.ts'

async function inside(project: TestProject, shell: string): Promise<string> {
  return (await start(['docker', 'exec', `${project.name}-web-1`, 'sh', '-c', shell], {}).done).stdout.trim()
}

async function stopped(running: Running): Promise<void> {
  running.signal('SIGINT')
  await running.done
}

describe('one watch of a project', () => {
  const file = (key: string): string => `
services:
  web:
    image: busybox
    command: sleep 1000
    stop_grace_period: 0s
    ${key}: {watch: [{path: ./src, action: sync, target: /app}]}
`

  test.each([
    { first: 'muster', second: 'docker compose' },
    { first: 'docker compose', second: 'muster' },
    { first: 'muster', second: 'muster' },
  ] as const)('by $first keeps $second away, in the same words', async ({ first, second }) => {
    await using project = await testProject({ 'compose.yaml': file('develop'), 'src/a': '1' })
    const begin = (who: string): Running =>
      who === 'muster'
        ? startMuster(project, ['watch'])
        : start(['docker', 'compose', '-p', project.name, 'watch'], { cwd: project.directory })
    const one = begin(first)
    await one.seen(/Watch enabled/)
    const { code, stderr } = await begin(second).done
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /^cannot take exclusive lock for project "[^"]+": process with PID \d+ is still running$/m,
      ),
    })
    await stopped(one)
    const again = startMuster(project, ['watch', '--no-up'])
    await again.seen(/Watch enabled/)
    await stopped(again)
  })

  test('reads x-develop, with docker compose’s warning, and says when a compose file has changed', async () => {
    await using project = await testProject({ 'compose.yaml': file('x-develop'), 'src/a': '1' })
    const watching = startMuster(project, ['watch'])
    await watching.seen(/x-develop is DEPRECATED, please use the official `develop` attribute/)
    await watching.seen(/Watch enabled/)
    await writeFile(join(project.directory, 'src/a'), '2')
    await expect.poll(async () => await inside(project, 'cat /app/a'), { timeout: 60_000, interval: 100 }).toBe('2')
    await writeFile(join(project.directory, 'compose.yaml'), file('develop'))
    await watching.seen(/warning: compose\.yaml has changed; what it says now counts when you start this again/)
    await stopped(watching)
  })
})
