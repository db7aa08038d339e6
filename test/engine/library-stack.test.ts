import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, errorCode, type Stack, StackError, up, WaitTimeout } from '../../src/index.ts'
import { muster } from '../harness/command.ts'
import { answer } from '../harness/http.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, type TestProject, testProject } from '../harness/project.ts'

const file = `
services:
  web:
    image: busybox
    init: true
    command: sh -c "echo hello > /index.html; echo web serves; echo web errs >&2; httpd -f -p 80 -h /"
    environment: { WHO: file }
    ports: ["127.0.0.1::80", "127.0.0.1::53/udp"]
  job: { image: busybox, command: "true", profiles: [job] }
`

const nothing = { containers: [], networks: [], volumes: [] }

describe('a stack', () => {
  let project: TestProject
  let stack: Stack
  beforeAll(async () => {
    project = await testProject({ 'compose.yaml': file })
    stack = await up({ cwd: project.directory, project: project.name })
  })
  afterAll(async () => {
    await stack[Symbol.asyncDispose]()
    const left = await objectsOf(project.name)
    await project[Symbol.asyncDispose]()
    expect(left).toEqual(nothing)
  })

  test('an endpoint is where a port is published, and what is not published is refused with what to do', async () => {
    const web = stack.service('web')
    const { host, port, url } = web.endpoint(80)
    expect(await answer(`http://${host}:${port}`)).toBe('hello\n')
    expect(url('redis')).toBe(`redis://${host}:${port}`)
    expect(web.endpoint(53, 'udp').port).toBe(web.port(53, 'udp'))
    expect(() => web.endpoint(81)).toThrow('service web publishes no port 81/tcp: it publishes')
    expect(() => stack.service('db')).toThrow(expect.objectContaining({ code: 'E162', name: 'StackError' }))
    expect(() => stack.service('db')).toThrow('no such service: db')
    try {
      web.endpoint(81)
    } catch (error) {
      expect(error).toBeInstanceOf(StackError)
      expect((error as StackError).code).toBe('E161')
    }
  })

  test('a command in a container has its input, variables and user, and its exit code is a result', async () => {
    const web = stack.service('web')
    expect(
      await web.exec(['sh', '-c', 'cat; echo $WHO $TWO; id -un; pwd; echo no >&2; exit 7'], {
        input: 'in\n',
        env: { TWO: 'a b=c' },
        user: 'nobody',
        workingDir: '/tmp',
      }),
    ).toEqual({ code: 7, stdout: 'in\nfile a b=c\nnobody\n/tmp\n', stderr: 'no\n' })
    expect((await web.exec(['no-such-command'])).code).toBe(127)
    const big = 'x'.repeat(300_000)
    expect((await web.exec(['wc', '-c'], { input: big })).stdout.trim()).toBe('300000')
    expect((await web.exec(['cat'], { input: new TextEncoder().encode('üñî') })).stdout).toBe('üñî')
  })

  test('a command that is aborted rejects with the reason, and the stack goes on', async () => {
    const web = stack.service('web')
    const reason = new Error('enough')
    const over = new AbortController()
    const waiting = web.exec(['sh', '-c', 'touch /began; sleep 1000'], { signal: over.signal })
    await expect.poll(async () => (await web.exec(['test', '-e', '/began'])).code).toBe(0)
    over.abort(reason)
    await expect(waiting).rejects.toBe(reason)
    expect((await web.exec(['true'])).code).toBe(0)
  })

  test('a container of its own runs a command and is gone afterwards', async () => {
    expect(
      await stack.service('web').run(['sh', '-c', 'cat; echo $WHO; exit 3'], { input: 'in\n', env: { WHO: 'me' } }),
    ).toEqual({ code: 3, stdout: 'in\nme\n', stderr: '' })
    const refused = await stack.service('web').run(['no-such-command'])
    expect(refused.code).toBe(127)
    expect(refused.stderr).toContain('no-such-command')
    expect((await objectsOf(project.name)).containers).toHaveLength(1)
  })

  test('logs are lines or a text, of one service or of all, and following ends with the loop', async () => {
    const web = stack.service('web')
    await expect
      .poll(async () => (await web.logs().text()).split('\n').toSorted())
      .toEqual(['', 'web errs', 'web serves'])
    expect(await stack.logs({ tail: 1 }).text()).toMatch(/^web-1 \| web (errs|serves)\n$/)
    const seen: string[] = []
    for await (const { service, stream, line } of stack.logs({ follow: true })) {
      seen.push(`${service} ${stream} ${line}`)
      if (seen.length === 2) break
    }
    expect(seen.toSorted()).toEqual(['web stderr web errs', 'web stdout web serves'])
  })

  test('what happens to containers is told while it happens', async () => {
    const web = stack.service('web')
    const seen: string[] = []
    const over = new AbortController()
    const listening = (async () => {
      for await (const { service, action } of web.events({ signal: over.signal })) {
        seen.push(`${service} ${action}`)
        if (action === 'unpause') break
      }
    })()
    // The engine tells only who has asked before.
    while (seen.length === 0) {
      await web.pause()
      await web.unpause()
    }
    await listening
    expect(seen).toContain('web unpause')
    over.abort()
  })

  test('a service is waited for in each way, and what does not come says what was seen', async () => {
    const web = stack.service('web')
    await web.wait(['running', { tcp: 80 }, { http: 80, status: 200 }, { log: 'web serves' }, { file: '/index.html' }])
    const late: unknown = await web.wait({ log: /^never$/ }, { timeout: 0.3 }).catch((error: unknown) => error)
    expect(late).toBeInstanceOf(WaitTimeout)
    expect(errorCode(late)).toBe('E095')
    await expect(web.wait({ http: 80, path: '/none' }, { timeout: 0.3 })).rejects.toThrow('404')
    await expect(web.wait({ log: /x/i })).rejects.toThrow('has flags')
    const over = new AbortController()
    const waiting = web.wait({ file: '/later' }, { signal: over.signal })
    over.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
  })

  test('a fault lasts as long as its block', async () => {
    const web = stack.service('web')
    const states = (): readonly string[] => web.containers.map(({ state }) => state)
    {
      await using fault = await web.fault({ kind: 'pause' })
      expect(fault.containers).toEqual([`${stack.name}-web-1`])
      expect(states()).toEqual(['paused'])
    }
    expect(states()).toEqual(['running'])
    {
      await using _fault = await web.fault({ kind: 'kill' })
      expect(states()).toEqual(['exited'])
    }
    expect(await answer(web.endpoint(80).url())).toBe('hello\n')
  })

  test('a service is stopped, started, restarted, frozen, killed and scaled, and endpoints follow', async () => {
    const web = stack.service('web')
    const states = (): readonly string[] => web.containers.map(({ state }) => state)
    const answers = async (): Promise<string> => await answer(web.endpoint(80).url())
    await web.stop({ timeout: 1 })
    expect(states()).toEqual(['exited'])
    expect(() => web.endpoint(80)).toThrow('service web does not run')
    await web.start()
    expect(await answers()).toBe('hello\n')
    await web.restart({ timeout: 1 })
    expect(await answers()).toBe('hello\n')
    await web.pause()
    expect(states()).toEqual(['paused'])
    await web.unpause()
    await web.scale(2)
    expect(states()).toEqual(['running', 'running'])
    await web.scale(1)
    expect(states()).toEqual(['running'])
    await stack.kill()
    expect(states()).toEqual(['exited'])
  })
})

test.concurrent('a program finds what the command line has brought up, and leaves it', async () => {
  await using project = await testProject({ 'compose.yaml': file })
  expectSuccess(await muster(project, ['up', '-d', '--wait']))
  {
    await using stack = await connect({ project: project.name, cwd: '/' })
    expect(await answer(stack.service('web').endpoint(80).url())).toBe('hello\n')
    expect((await stack.service('web').exec(['true'])).code).toBe(0)
  }
  expect((await objectsOf(project.name)).containers).toHaveLength(1)
})

test.concurrent('copies of a project with fixed names and ports are up side by side, and leave nothing', async () => {
  await using project = await testProject({
    'compose.yaml': file
      .replace('127.0.0.1::80', '8080:80')
      .replace('init: true', 'init: true\n    container_name: web'),
  })
  const options = { cwd: project.directory, project: project.name, isolate: true } as const
  const stacks = await Promise.all([up(options), up(options)])
  try {
    const urls = stacks.map((stack) => stack.service('web').endpoint(80).url())
    expect(await Promise.all(urls.map(async (url) => await answer(url)))).toEqual(['hello\n', 'hello\n'])
    expect(new Set(urls).size).toBe(2)
    expect(stacks[0]?.endpoints().map(({ target }) => target)).toEqual([53, 80])
    for (const stack of stacks) {
      expect(stack.name).toMatch(new RegExp(`^${project.name}-r`))
      await stack.service('web').scale(1)
      expect(urls).toContain(stack.service('web').endpoint(80).url())
      expect((await stack.service('web').exec(['true'])).code).toBe(0)
    }
  } finally {
    await Promise.all(stacks.map(async (stack) => await stack[Symbol.asyncDispose]()))
  }
  for (const { name } of stacks) expect(await objectsOf(name)).toEqual(nothing)
})

test.concurrent('a project needs no file', async () => {
  await using project = await testProject({})
  const compose = {
    services: { web: { image: 'busybox', init: true, command: 'sleep 1000', environment: { A: '$B' } } },
  }
  {
    await using stack = await up({
      compose,
      cwd: project.directory,
      project: project.name,
      env: { ...process.env, B: 'b' },
    })
    expect((await stack.service('web').exec(['sh', '-c', 'echo $A'])).stdout).toBe('b\n')
    await stack.service('web').restart({ timeout: 0 })
    expect((await stack.service('web').run(['echo', 'one-off'])).stdout).toBe('one-off\n')
  }
  expect(await objectsOf(project.name)).toEqual(nothing)
})
