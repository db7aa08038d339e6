import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { dockerCompose, muster, start, startMuster } from '../harness/command.ts'
import { counted, counting, numbers } from '../harness/counting.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

describe('up in the foreground', () => {
  test('goes on where its connections to the engine were cut, without loss and without doubles', async () => {
    await using project = await testProject({ 'compose.yaml': counting(150) })
    await using proxy = await startProxy()
    const env = { DOCKER_HOST: proxy.address }
    const up = startMuster(project, ['up', '--no-log-prefix'], { env })
    await up.seen(/line 20\n/)
    // On a busy machine the container talks before the engine has answered the start.
    await up.seen(/count-1\s+Started/)
    proxy.cutAll()
    await up.seen(/line 60\n/)
    proxy.cutAll()
    const { stdout, code } = await up.done
    expect(counted(stdout)).toEqual(numbers(150))
    expect(code).toBe(0)
  })

  test('hears of its containers and of the health of its dependencies over one stream of events', async () => {
    const yaml = `services:
  db: { image: busybox, init: true, command: sleep 600, healthcheck: { test: "true", interval: 200ms } }
  app: { image: busybox, command: "true", depends_on: { db: { condition: service_healthy } } }
`
    await using project = await testProject({ 'compose.yaml': yaml })
    await using proxy = await startProxy()
    await muster(project, ['up', '--abort-on-container-exit'], { env: { DOCKER_HOST: proxy.address } })
    expect(proxy.requests.filter(({ path }) => /\/events\b/.test(path))).toHaveLength(1)
  })

  test('is stopped by Ctrl-C while nobody reads a flood of output', async () => {
    const flood = 'image: busybox, command: "yes and again", stop_grace_period: 1s'
    await using project = await testProject({ 'compose.yaml': `services: { a: { ${flood} } }` })
    const up = startMuster(project, ['up'])
    await up.seen(/(and again\n.*){100}/)
    up.child.stdout?.pause()
    up.child.kill('SIGINT')
    const { stdout: code } = await start(['docker', 'wait', `${project.name}-a-1`], {}).done
    expect(code).toBe('137\n')
    up.child.stdout?.resume()
    expect(await up.done).toMatchObject({ code: 130 })
  })

  test('shows what containers print that ran before, across a cut', async () => {
    await using project = await testProject({ 'compose.yaml': counting(300) })
    await using proxy = await startProxy()
    expectSuccess(await muster(project, ['up', '-d']))
    const up = startMuster(project, ['up', '--no-log-prefix'], { env: { DOCKER_HOST: proxy.address } })
    await up.seen(/(line \d+\n){20}/)
    proxy.cutAll()
    const seen = counted((await up.done).stdout)
    expect(seen).toEqual(numbers(300).slice(-seen.length))
  })

  test.each([
    { by: 'docker compose', recreate: dockerCompose },
    { by: 'muster', recreate: muster },
  ])('goes on with a container that $by has recreated, and says so', async ({ recreate }) => {
    const text = (name: string): string =>
      `services: {a: {image: busybox, init: true, stop_grace_period: 0s, environment: {NAME: ${name}}, command: sh -c "echo I am $$NAME; sleep 600"}}`
    await using project = await testProject({ 'compose.yaml': text('first') })
    const up = startMuster(project, ['up'])
    await up.seen(/I am first/)
    await writeFile(join(project.directory, 'compose.yaml'), text('second'))
    expectSuccess(await recreate(project, ['up', '-d']))
    await up.seen(/^a-1 has been recreated\na-1 +\| I am second$/m)
    await muster(project, ['kill'])
    const { code, stdout } = await up.done
    expect({ code, ends: stdout.match(/a-1 exited with code \d+/g)?.length }).toEqual({ code: 0, ends: 2 })
  })
})
