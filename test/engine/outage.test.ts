import { expect, test } from 'vitest'
import { muster, start, startMuster } from '../harness/command.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { type TestProject, testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

const file = `
services:
  count:
    image: busybox
    init: true
    command: sh -c "i=0; while [ $$i -lt 60 ]; do i=$$((i+1)); echo line $$i; [ $$i != 40 ] || until [ -e /on ]; do sleep 0.1; done; sleep 0.1; done"
`
/** The container goes on with its second part. */
const goOn = async ({ name }: TestProject): Promise<void> => {
  expectSuccess(await start(['docker', 'exec', `${name}-count-1`, 'touch', '/on'], {}).done)
}
const lines = Array.from({ length: 60 }, (_, i) => `line ${i + 1}`)

/** The counted lines of an output, in the order in which they came. */
const counted = (output: string): readonly string[] => output.match(/line \d+$/gm) ?? []

test.concurrent('an engine that is away for two seconds costs `logs -f` no line, and it says so', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  await using proxy = await startProxy()
  expectSuccess(await muster(project, ['up', '-d']))
  const logs = startMuster(project, ['logs', '-f'], { env: { DOCKER_HOST: proxy.address } })
  await logs.seen(/line 3$/m)
  await proxy.outage(2000)
  await goOn(project)
  const { code, stdout, stderr } = await logs.done
  expect({ code, lines: counted(stdout) }, stderr).toEqual({ code: 0, lines })
  expect(stderr).toMatch(/logs of \S+-count-1 broke off; reading on/)
})

test.concurrent('an engine that is away for two seconds costs an attached up no line, and it says so', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  await using proxy = await startProxy()
  const up = startMuster(project, ['up'], { env: { DOCKER_HOST: proxy.address } })
  await up.seen(/line 3$/m)
  // On a busy machine the container talks before the engine has answered the start.
  await up.seen(/count-1\s+Started/)
  await proxy.outage(2000)
  await goOn(project)
  const { code, stdout, stderr } = await up.done
  expect({ code, lines: counted(stdout) }, stderr).toEqual({ code: 0, lines })
  expect(stderr).toMatch(/broke off; reading on/)
  expect(stdout).toContain('count-1 exited with code 0')
})

test.concurrent('an attached up goes on with a container that the engine starts again, and a watch with its files', async () => {
  await using project = await testProject({
    'compose.yaml': `
services:
  a:
    image: busybox
    init: true
    restart: always
    stop_grace_period: 0s
    command: sh -c "echo begun; exec sleep 1000"
    develop: { watch: [{ path: ./src, target: /src, action: sync }] }
`,
    'src/file': 'old',
  })
  await using proxy = await startProxy()
  const up = startMuster(project, ['up', '--watch'], { env: { DOCKER_HOST: proxy.address } })
  await up.seen(/begun[^]*Watch enabled|Watch enabled[^]*begun/)
  const back = proxy.outage(2000)
  expectSuccess(await start(['docker', 'restart', '-t', '0', `${project.name}-a-1`], {}).done)
  await back
  await up.seen(/begun[^]*begun/)
  await project.write('src/file', 'new')
  await up.seen(/Syncing/)
  const synced = ['docker', 'cp', `${project.name}-a-1:/src/file`, '-']
  while (!(await start(synced, {}).done).stdout.includes('new')) await new Promise((done) => setTimeout(done, 50))
  up.signal('SIGINT')
  expect((await up.done).code).toBe(130)
})

test.concurrent('stats says that the engine has ended', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  await using proxy = await startProxy()
  expectSuccess(await muster(project, ['up', '-d']))
  const stats = startMuster(project, ['stats'], { env: { DOCKER_HOST: proxy.address } })
  await stats.seen(/count-1\s+\d+\.\d+%\s+[1-9]/)
  proxy.cutAll()
  const { code, stderr } = await stats.done
  expect(code, stderr).toBe(1)
  expect(stderr).toMatch(/the engine, or the connection to it, has ended|closed the connection before it had answered/)
})

test.concurrent.each([
  ['cp', ['cp', 'count:/bin', 'copied'], '/bin of the container was read'],
  ['export', ['export', '-o', 'out.tar', 'count'], 'the container was exported'],
] as const)('%s says that its tar has broken off', async (_, args, what) => {
  await using project = await testProject({ 'compose.yaml': file })
  expectSuccess(await muster(project, ['up', '-d']))
  await using proxy = await startProxy(({ method, path }) =>
    method === 'GET' && /\/(archive|export)\b/.test(path) ? { do: 'cut', afterBytes: 40 } : { do: 'pass' },
  )
  const { code, stderr } = await muster(project, args, { env: { DOCKER_HOST: proxy.address } })
  expect(code).toBe(1)
  expect(stderr).toContain('the engine, or the connection to it, has ended while ')
  expect(stderr).toContain(what)
})

test.concurrent.each([
  ['middle', { do: 'cut', afterBytes: 10 }, 'in the middle of an answer'],
  ['whole', { do: 'lose', when: 'after' }, 'before it had answered'],
] as const)('a commit whose %s answer is lost looks for its image, and finds it', async (_, fault, told) => {
  await using project = await testProject({ 'compose.yaml': file })
  expectSuccess(await muster(project, ['up', '-d']))
  await using proxy = await startProxy(({ path }) => (path.startsWith('/commit') ? fault : { do: 'pass' }))
  const env = { DOCKER_HOST: proxy.address }
  try {
    const { code, stderr } = await muster(project, ['commit', 'count', `${project.name}:made`], { env })
    expect(code, stderr).toBe(0)
    expect(stderr).toContain(`the engine's answer was lost, but it has made ${project.name}:made`)
    expect(stderr).toContain(told)
  } finally {
    expectSuccess(await start(['docker', 'image', 'rm', `${project.name}:made`], {}).done)
  }
})

test.concurrent('a commit that the engine never saw says that its image is not there', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  expectSuccess(await muster(project, ['up', '-d']))
  await using proxy = await startProxy(({ path }) =>
    path.startsWith('/commit') ? { do: 'lose', when: 'before' } : { do: 'pass' },
  )
  const env = { DOCKER_HOST: proxy.address }
  const { code, stderr } = await muster(project, ['commit', 'count', `${project.name}:made`], { env })
  expect(code).toBe(1)
  expect(stderr).toContain('it is not known whether it did what it was asked for')
  expect(stderr).toContain(`${project.name}:made has not been made so far`)
})

test.concurrent('a build whose output breaks off says that the engine has ended', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: { a: { build: { dockerfile_inline: "FROM busybox" } } }',
  })
  await using proxy = await startProxy(({ path }) =>
    path.startsWith('/build?') ? { do: 'cut', afterBytes: 200 } : { do: 'pass' },
  )
  const { code, stderr } = await muster(project, ['build', '--no-cache'], { env: { DOCKER_HOST: proxy.address } })
  expect(code).toBe(1)
  expect(stderr).toContain('the engine, or the connection to it, has ended while the image of a was built')
})

test.concurrent('events says that the engine has ended', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  await using proxy = await startProxy()
  const events = startMuster(project, ['events'], { env: { DOCKER_HOST: proxy.address } })
  while (!proxy.requests.some(({ path }) => path.startsWith('/events')))
    await new Promise((done) => setTimeout(done, 20))
  expectSuccess(await muster(project, ['up', '-d']))
  await events.seen(/container start/)
  proxy.cutAll()
  expect(await events.done).toMatchObject({ code: 1, stderr: expect.stringMatching(/^the engine, or the connection/) })
})

test.concurrent.each([[['up']], [['logs', '-f']]])(
  '%s ends with a container of whose end no event told',
  async (command) => {
    await using project = await testProject({ 'compose.yaml': file })
    let deaf = false
    // An engine that was restarted does not know any more what happened before.
    await using proxy = await startProxy(({ path }) =>
      deaf && path.startsWith('/events') ? { do: 'fail', status: 500, message: 'deaf' } : { do: 'pass' },
    )
    expectSuccess(await muster(project, ['up', '-d']))
    const following = startMuster(project, command, { env: { DOCKER_HOST: proxy.address } })
    await following.seen(/line \d+$/m)
    deaf = true
    const back = proxy.outage(2000)
    expectSuccess(await muster(project, ['kill']))
    await back
    const { code, stdout } = await following.done
    expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringContaining('count-1 exited with code 137') })
  },
)

test.concurrent.each([
  ['logs', ['logs']],
  ['logs --tail', ['logs', '--tail', '50']],
  ['logs -f', ['logs', '-f']],
])('%s fails where every answer is cut at the same place, and does not tell of each cut', async (_, args) => {
  await using project = await testProject({ 'compose.yaml': file })
  expectSuccess(await muster(project, ['up', '-d']))
  const inFull = startMuster(project, ['logs', '-f'])
  await inFull.seen(/line 40$/m)
  inFull.signal('SIGINT')
  await using proxy = await startProxy(({ path }) =>
    /\/logs\b/.test(path) ? { do: 'cut', afterBytes: 200 } : { do: 'pass' },
  )
  const { code, stdout, stderr } = await muster(project, args, { env: { DOCKER_HOST: proxy.address } })
  expect(code, stderr).toBe(1)
  expect(stdout).toMatch(/line 1$/m)
  expect(stdout).not.toMatch(/line 40$/m)
  // The first few answers may bring a line more than the one before.
  expect(stderr.match(/broke off; reading on/g)?.length).toBeLessThan(5)
  expect(stderr).toMatch(/logs of \S+-count-1 are incomplete: they broke off \d+ times in a row/)
})
