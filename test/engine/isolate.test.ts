import { randomInt } from 'node:crypto'
import { appendFile, readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { up } from '../../src/index.ts'
import { type Outcome, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { answer, freePort } from '../harness/http.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'
import { subnetOf } from '../harness/subnets.ts'
import { type Checkouts, checkouts } from '../harness/worktrees.ts'

/** A service that tells whose it is, at a fixed port and under a fixed name. */
const site = (name: string, port: number, more = ''): string => `services:
  web:
    image: busybox
    container_name: ${name}-web
    init: true
    command: sh -c "echo $\${WHO} > /index.html; exec httpd -f -p 80 -h /"
    environment: {WHO: "\${COMPOSE_PROJECT_NAME}"}
    ports: ["${port}:80"]
${more}`

interface Port {
  readonly service: string
  readonly target: number
  readonly host: string
  readonly port: number
}

/** The outcome, known to be good. */
function succeeded(outcome: Outcome): Outcome {
  expectSuccess(outcome)
  return outcome
}

const auto = { MUSTER_ISOLATE: 'auto' }

async function portsOf(at: Checkouts, folder: string, args: readonly string[]): Promise<readonly Port[]> {
  const { stdout } = succeeded(await at.muster(folder, [...args, 'ports', '--json'], args.length > 0 ? {} : auto))
  return JSON.parse(stdout) as readonly Port[]
}

async function webPort(at: Checkouts, folder: string, args: readonly string[] = []): Promise<number> {
  const [found] = await portsOf(at, folder, args)
  expect(found).toMatchObject({ service: 'web', target: 80 })
  return found?.port ?? 0
}

async function taken(port: number): Promise<Server> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return server
}

test('three worktrees of one file run side by side, all answer, and their ports stay what they were', async () => {
  const port = await freePort()
  await using at = await checkouts((name) => site(name, port, 'volumes: {d: {name: the-data}}\n'), {
    worktrees: ['one', 'two'],
  })
  const folders = [at.main, at.linked('one'), at.linked('two')]
  const runs = await Promise.all(folders.map(async (folder) => await at.muster(folder, ['up', '-d'], auto)))
  runs.forEach(expectSuccess)
  expect(runs.map(({ stderr }) => /this is a worktree of .*--isolate=(\w+)/.exec(stderr)?.[1])).toEqual([
    undefined,
    'one',
    'two',
  ])
  const ports = await Promise.all(folders.map(async (folder) => await webPort(at, folder)))
  expect(new Set(ports).size).toBe(3)
  expect(ports[0]).toBe(port)
  expect(runs[1]?.stderr).toContain(`web: ${port}:80 of the file is 127.0.0.1:${ports[1]} in this copy`)
  const answers = await Promise.all(ports.map(async (it) => await answer(`http://127.0.0.1:${it}`)))
  expect(answers.map((text) => text.trim())).toEqual([at.name, `${at.name}-one`, `${at.name}-two`])

  succeeded(await at.muster(folders[1] ?? '', ['down', '-v'], auto))
  expect((await objectsOf(`${at.name}-one`)).containers).toEqual([])
  expect((await objectsOf(at.name)).containers).toHaveLength(1)
  succeeded(await at.muster(folders[1] ?? '', ['up', '-d'], auto))
  expect(await webPort(at, folders[1] ?? '')).toBe(ports[1])
  expect(await answer(`http://127.0.0.1:${ports[1]}`)).toBe(`${at.name}-one\n`)
  const again = await at.muster(folders[2] ?? '', ['up', '-d'], auto)
  expect(again.stderr).toContain(`Container ${at.name}-web-two  Running`)
})

test('a copy chooses ports, and says so, for the services that take part', async () => {
  const common = 'image: busybox, init: true, command: sleep 1000'
  const file = `services:\n  a: {${common}, ports: ["18471:80"]}\n  tools: {${common}, profiles: [dev], ports: ["18472:80"]}\n`
  await using at = await checkouts(() => file, { worktrees: [], copies: ['x'] })
  const copy = ['--isolate=x']
  const first = succeeded(await at.muster(at.main, [...copy, 'create']))
  expect(first.stderr).toContain('a: 18471:80 of the file is')
  expect(first.stderr).not.toContain('tools: ')
  const second = succeeded(await at.muster(at.main, [...copy, '--profile', 'dev', 'create']))
  expect(second.stderr).toContain('tools: 18472:80 of the file is')
  expect(second.stderr).not.toContain('a: 18471:80')
})

test('a worktree that wants what the main checkout has is told of copies', async () => {
  const port = await freePort()
  await using at = await checkouts((name) => site(name, port), { worktrees: ['one'], copies: ['other'] })
  succeeded(await at.muster(at.main, ['up', '-d']))
  const hint = `this is a worktree of ${at.main}: \`muster --isolate up\` gives it its own copy`
  const same = await at.muster(at.linked('one'), ['up', '-d'])
  expect(same).toMatchObject({ code: 7 })
  expect(same.stderr).toContain(hint)
  const other = ['-p', `${at.name}-other`, 'up', '-d']
  const clash = await at.muster(at.linked('one'), other)
  expect(clash).toMatchObject({ code: 7 })
  expect(clash.stderr).toContain(hint)
  expect((await at.muster(at.linked('one'), other, { MUSTER_ISOLATE: '0' })).stderr).not.toContain('worktree')
})

test('musters that bring up the same copy at once leave it at its port', async () => {
  await using at = await checkouts((name) => site(name, 80), { worktrees: [], copies: ['x'] })
  const copy = ['--isolate=x']
  succeeded(await at.muster(at.main, [...copy, 'create']))
  const kept = /"published": "(\d+)"/.exec(
    (await at.muster(at.main, [...copy, 'config', '--format', 'json'])).stdout,
  )?.[1]
  const runs = await Promise.all([1, 2, 3].map(async () => await at.muster(at.main, [...copy, 'up', '-d'])))
  runs.forEach(expectSuccess)
  expect(await webPort(at, at.main, copy)).toBe(Number(kept))
  expect(runs.map(({ stderr }) => stderr).join('')).not.toContain('is taken')
})

test('a port of a copy that somebody else has now is replaced, which is said, and the new one is kept over `down -v`', async () => {
  await using at = await checkouts((name) => site(name, 80), { worktrees: [], copies: ['x'] })
  const copy = ['--isolate=x']
  succeeded(await at.muster(at.main, [...copy, 'up', '-d']))
  const before = await webPort(at, at.main, copy)
  succeeded(await at.muster(at.main, [...copy, 'down']))
  const server = await taken(before)
  try {
    const second = succeeded(await at.muster(at.main, [...copy, 'up', '-d']))
    const after = await webPort(at, at.main, copy)
    expect(after).not.toBe(before)
    expect(second.stderr).toMatch(
      new RegExp(
        `web: host port ${before} of this copy is taken by .* \\(pid ${process.pid}\\): from now on it is ${after}`,
      ),
    )
    // Kept, not found again: the one that it would choose first is free by now.
    await new Promise((resolve) => server.close(resolve))
    succeeded(await at.muster(at.main, [...copy, 'down', '-v']))
    succeeded(await at.muster(at.main, [...copy, 'up', '-d']))
    expect(await webPort(at, at.main, copy)).toBe(after)
  } finally {
    server.close()
  }
})

test('a port that is taken in the last moment is replaced, and the containers start', async () => {
  await using at = await checkouts((name) => site(name, 80), { worktrees: [], copies: ['x'] })
  const asked = new Set<string>()
  await using proxy = await startProxy(({ method, path, body }) => {
    const port = /"HostPort":"(\d+)"/.exec(body)?.[1]
    if (method === 'POST' && path.startsWith('/containers/create') && port !== undefined) asked.add(port)
    if (!/^\/containers\/[^/]+\/start/.test(path) || asked.size > 2) return { do: 'pass' }
    const message = `driver failed programming external connectivity on endpoint x: Bind for 127.0.0.1:${[...asked].at(-1)} failed: port is already allocated`
    return { do: 'fail', status: 500, message }
  })
  succeeded(await at.muster(at.main, ['--isolate=x', 'up', '-d'], { DOCKER_HOST: proxy.address }))
  expect(asked.size).toBe(3)
  expect(await webPort(at, at.main, ['--isolate=x'])).toBe(Number([...asked][2]))
})

test('four copies that begin at the same moment get four ports and four subnets', async () => {
  const copies = ['a', 'b', 'c', 'd']
  await using at = await checkouts((name) => site(name, 80), { worktrees: [], copies })
  // Others may use the engine at the same time.
  const start = `10.${randomInt(214, 250)}.${randomInt(256)}`
  const env = { MUSTER_SUBNET_POOL: `${start}.0/26:28` }
  const runs = await Promise.all(
    copies.map(async (copy) => await at.muster(at.main, [`--isolate=${copy}`, 'up', '-d'], env)),
  )
  runs.forEach(expectSuccess)
  const ports = await Promise.all(copies.map(async (copy) => await webPort(at, at.main, [`--isolate=${copy}`])))
  expect(new Set(ports).size).toBe(4)
  const subnets = await Promise.all(copies.map(async (copy) => await subnetOf(`${at.name}-${copy}_default`)))
  expect(subnets.toSorted()).toEqual([0, 16, 32, 48].map((last) => `${start}.${last}/28`))
})

test('a copy for a while forgets its ports when it is taken down', async () => {
  await using project = await testProject({ 'compose.yaml': site('mt-fresh', 80).replace(/ +container_name.*\n/, '') })
  const env = { ...process.env, XDG_STATE_HOME: join(project.directory, 'state') }
  const kept = async (): Promise<string> => await readFile(join(env.XDG_STATE_HOME, 'muster/copies/ports.json'), 'utf8')
  {
    const isolate = { name: 'f', ports: 'fresh' } as const
    await using stack = await up({ cwd: project.directory, project: project.name, env, isolate })
    const port = stack.service('web').port(80)
    expect(await kept()).toContain(`"port":${port}`)
    expect((await answer(`http://127.0.0.1:${port}`)).trim()).toBe(`${project.name}-f`)
  }
  expect(await kept()).not.toContain('"port"')
  expect((await objectsOf(`${project.name}-f`)).containers).toEqual([])
})

test('every command sees the copy under the flag, and the project itself without it', async () => {
  const port = await freePort()
  await using at = await checkouts((name) => site(name, port), { worktrees: [], copies: ['x'] })
  const text = succeeded(await at.muster(at.main, ['config'])).stdout
  succeeded(await at.muster(at.main, ['up', '-d']))
  succeeded(await at.muster(at.main, ['up', '-d', '--isolate=X']))
  const own = await webPort(at, at.main, ['--isolate=x'])
  const both = [
    { flag: [], name: at.name, container: `${at.name}-web`, published: `0.0.0.0:${port}` },
    { flag: ['--isolate=x'], name: `${at.name}-x`, container: `${at.name}-web-x`, published: `127.0.0.1:${own}` },
  ] as const
  for (const { flag, name, container, published } of both) {
    const run = async (...args: readonly string[]): Promise<string> =>
      succeeded(await at.muster(at.main, [...flag, ...args])).stdout.trim()
    expect(await run('ps', '-q')).toBe((await objectsOf(name)).containers[0]?.Id)
    expect(await run('port', 'web', '80')).toBe(published)
    expect(await run('exec', '-T', 'web', 'hostname')).toBe((await objectsOf(name)).containers[0]?.Id.slice(0, 12))
    expect(await run('config', '--format', 'json')).toContain(`"container_name": "${container}"`)
    expect(await run('plan')).toContain(`= ${container}  keep`)
    expect(await run('run', '--rm', '-T', 'web', 'sh', '-c', 'echo $WHO')).toBe(name)
  }
  expect(succeeded(await at.muster(at.main, ['config'])).stdout).toBe(text)
  succeeded(await at.muster(at.main, ['--isolate=x', 'down']))
  expect((await objectsOf(`${at.name}-x`)).networks).toEqual([])
  expect((await objectsOf(at.name)).containers).toHaveLength(1)
})

test('copies of a project that is built have images of their own, and build upon their own', async () => {
  const file = (name: string): string => `services:
  app: {build: {context: ., dockerfile_inline: "FROM busybox\\nARG WHO\\nRUN echo $WHO > /who", args: {WHO: "\${WHO}"}}, image: "${name}:dev"}
  top: {build: {context: ., dockerfile_inline: "FROM ${name}:dev"}, command: cat /who}
`
  await using at = await checkouts(file, { worktrees: [], copies: ['x', 'y'] })
  const whoIn = async (copy: string, ...args: readonly string[]): Promise<string> => {
    const command = [`--isolate=${copy}`, 'run', '--rm', '-T', ...args]
    return succeeded(await at.muster(at.main, command, { WHO: copy })).stdout.trim()
  }
  try {
    for (const copy of ['x', 'y']) expect(await whoIn(copy, '--build', 'top')).toBe(copy)
    expect(await whoIn('x', 'app', 'cat', '/who')).toBe('x')
    const images = async (): Promise<readonly string[]> => {
      const listed = await start(['docker', 'images', '--format', '{{.Repository}}:{{.Tag}}'], {}).done
      return listed.stdout
        .split('\n')
        .filter((image) => image.startsWith(at.name))
        .toSorted()
    }
    expect(await images()).toContain(`${at.name}:dev-x`)
    succeeded(await at.muster(at.main, ['--isolate=x', 'down', '-v']))
    expect(await images()).toEqual([`${at.name}-y-top:latest`, `${at.name}:dev-y`])
  } finally {
    for (const copy of ['x', 'y'])
      for (const image of [`${at.name}:dev-${copy}`, `${at.name}-${copy}-top`])
        await engineRequest('DELETE', `/images/${image}?force=1`)
  }
})

test('a copy does not start a database in the data folder of another', async () => {
  const file = (): string =>
    'services: {db: {image: "redis:7-alpine", volumes: ["./data:/data", "./src:/src"], command: redis-server --save ""}}\n'
  await using at = await checkouts(file, { worktrees: [], copies: ['x'] })
  succeeded(await at.muster(at.main, ['up', '-d']))
  const copy = await at.muster(at.main, ['--isolate=x', 'up', '-d'])
  expect(copy).toMatchObject({ code: 7 })
  expect(copy.stderr).toContain(
    `error[E103]: db: container ${at.name}-db-1 keeps its data in ${at.main}/data (/data), and this copy would write there, too`,
  )
  expect((await objectsOf(`${at.name}-x`)).containers).toEqual([])
  succeeded(await at.muster(at.main, ['stop']))
  succeeded(await at.muster(at.main, ['--isolate=x', 'up', '-d']))
  succeeded(await at.muster(at.main, ['--isolate=x', 'up', '-d', '--force-recreate']))
})

test('a copy is brought up where its ports cannot be kept, and says so', async () => {
  await using at = await checkouts((name) => site(name, 80), { worktrees: [], copies: ['x'] })
  await appendFile(join(at.main, 'state'), '')
  const env = { XDG_STATE_HOME: join(at.main, 'state') }
  const first = succeeded(await at.muster(at.main, ['--isolate=x', 'up', '-d'], env))
  expect(first.stderr).toContain('the host ports of this copy cannot be kept')
  const port = await webPort(at, at.main, ['--isolate=x'])
  const second = succeeded(await at.muster(at.main, ['--isolate=x', 'up', '-d'], env))
  expect(second.stderr).toContain('Running')
  expect(await webPort(at, at.main, ['--isolate=x'])).toBe(port)
})
