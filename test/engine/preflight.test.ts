import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { muster, musterPath, start } from '../harness/command.ts'
import { startCrowdedEngine } from '../harness/crowded.ts'
import { freePort } from '../harness/http.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { objectsOf, testProject, type TestProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'

const service = (name: string, more: string): string =>
  `  ${name}:\n    image: busybox\n    init: true\n    command: sleep 1000\n    ${more}\n`

async function listening(server: Server): Promise<number> {
  return await new Promise((done) =>
    server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)),
  )
}

async function expectNothing(project: TestProject): Promise<void> {
  expect(await objectsOf(project.name)).toEqual({ containers: [], networks: [], volumes: [] })
}

test('ports that others have and files that are missing are told all at once, with their places, and nothing is created', async () => {
  const server = createServer()
  const taken = await listening(server)
  const used = await freePort()
  await using owner = await testProject({
    'compose.yaml': `services:\n${service('web', `ports: ["127.0.0.1:${used}:80"]`)}`,
  })
  expectSuccess(await muster(owner, ['up', '-d']))
  await using project = await testProject({
    'compose.yaml': [
      'services:',
      service('a', `ports: ["127.0.0.1:${taken}:80"]`),
      service('b', `ports: ["81", "127.0.0.1:${used}:80"]`),
      service('c', 'volumes: ["./conf/app.cfg:/etc/app.cfg", "./data:/data"]'),
      service('d', 'volumes: [{ type: bind, source: ./gone, target: /x, bind: { create_host_path: false } }]'),
      service('e', 'secrets: [token]'),
      'secrets: { token: { file: ./token } }',
    ].join('\n'),
  })
  try {
    const up = await muster(project, ['up', '-d'])
    expect(up.code).toBe(7)
    expect(await muster(project, ['plan'])).toMatchObject({ code: 7, stderr: up.stderr })
    const says = [
      [`a: port 127.0.0.1:${taken} is already in use by node`, 'compose.yaml:6:13'],
      [`b: port 127.0.0.1:${used} is already in use by container ${owner.name}-web-1`, 'compose.yaml:12:19'],
      [`c: ${project.directory}/conf/app.cfg does not exist, and the engine would make a folder`, 'compose.yaml:18:15'],
      [`d: ${project.directory}/gone does not exist, and create_host_path is off`, 'compose.yaml:24:37'],
      [`e: the file of secret token does not exist: ${project.directory}/token`, 'compose.yaml:32:27'],
    ]
    for (const [message = '', place = ''] of says) {
      expect(up.stderr).toContain(message)
      expect(up.stderr).toContain(place)
    }
    expect(up.stderr).toContain(`(pid ${process.pid})`)
    await expectNothing(project)
    expect(existsSync(join(project.directory, 'conf'))).toBe(false)
    expect(existsSync(join(project.directory, 'data'))).toBe(false)
  } finally {
    server.close()
  }
})

test("ports that the project's own containers hold are no obstacle to their replacement", async () => {
  const port = await freePort()
  const yaml = (more: string): string =>
    `services:\n${service('web', `ports: ["127.0.0.1:${port}:80"]\n    labels: { v: ${more} }`)}`
  await using project = await testProject({ 'compose.yaml': yaml('one') })
  expectSuccess(await muster(project, ['up', '-d']))
  await project.write('compose.yaml', yaml('two'))
  expectSuccess(await muster(project, ['up', '-d', '-t', '0']))
})

test('a file that another service may write beforehand is none of its business, nor is a folder', async () => {
  await using project = await testProject({
    'compose.yaml': `services:\n${service('maker', 'volumes: ["./out:/out"]')}${service('user', 'volumes: ["./out/made.conf:/x.conf", "./conf.d:/etc/conf.d"]')}`,
  })
  expectSuccess(await muster(project, ['up', '-d']))
})

test('where everything is fine the look costs no request, and a project that is up is not looked at', async () => {
  const ports = await Promise.all(Array.from({ length: 3 }, async () => await freePort()))
  await using project = await testProject({
    'compose.yaml': `services:\n${ports.map((port, n) => service(`s${n}`, `ports: ["127.0.0.1:${port}:80"]`)).join('')}`,
  })
  await using proxy = await startProxy()
  const env = { DOCKER_HOST: proxy.address }
  expectSuccess(await muster(project, ['up', '-d'], { env }))
  expectSuccess(await muster(project, ['up', '-d'], { env }))
  expect(proxy.requests.filter(({ path }) => path.startsWith('/info'))).toEqual([])
})

test('two containers of one host port are told before anything is created, whichever the engine would start first', async () => {
  const [one, two] = await Promise.all([freePort(), freePort()])
  await using project = await testProject({
    'compose.yaml': `services:\n${service('a', `ports: ["${one}:80"]`)}${service('b', `ports: ["127.0.0.1:${one}:80"]`)}${service('c', `ports: ["${two}:80"]\n    scale: 2`)}`,
  })
  const up = await muster(project, ['up', '-d'])
  expect(up.code).toBe(7)
  expect(up.stderr).toMatch(
    new RegExp(`compose\\.yaml:11:13: error\\[E080\\]: b: host port 127\\.0\\.0\\.1:${one} .* by a`),
  )
  expect(up.stderr).toContain('note: a publishes it (compose.yaml:6:13)')
  expect(up.stderr).toMatch(new RegExp(`c: host port 0\\.0\\.0\\.0:${two} is published by each of its 2 containers`))
  expect(up.stderr).toContain(`publish a range of host ports (${two}-${two + 1})`)
  await expectNothing(project)
})

test('a fixed host port of a service that runs is no port for a second container', async () => {
  const port = await freePort()
  await using project = await testProject({ 'compose.yaml': `services:\n${service('a', `ports: ["${port}:80"]`)}` })
  expectSuccess(await muster(project, ['up', '-d']))
  for (const args of [
    ['scale', 'a=2'],
    ['up', '-d', '--scale', 'a=2'],
  ]) {
    const more = await muster(project, args)
    expect(more.code).toBe(7)
    expect(more.stderr).toContain(`a: host port 0.0.0.0:${port} is published by each of its 2 containers`)
    expect(more.stderr).toContain('publish a range of host ports')
  }
  expect((await objectsOf(project.name)).containers).toHaveLength(1)
})

test('a paused container has its own port: up fails as docker compose does, with the way out', async () => {
  const port = await freePort()
  await using project = await testProject({ 'compose.yaml': `services:\n${service('a', `ports: ["${port}:80"]`)}` })
  expectSuccess(await muster(project, ['up', '-d']))
  expectSuccess(await muster(project, ['pause']))
  const again = await muster(project, ['up', '-d'])
  expect(again.code).toBe(1)
  expect(again.stderr).toContain('cannot start a paused container, try unpause instead')
  expectSuccess(await muster(project, ['unpause']))
  expectSuccess(await muster(project, ['up', '-d']))
})

test('what a build needs and is not there is told before anything is created', async () => {
  await using project = await testProject({
    'compose.yaml': `services:\n  a:\n    build: ./gone\n  b:\n    build: { context: ., dockerfile: Gone }\n${service('c', '')}`,
  })
  const up = await muster(project, ['up', '-d'])
  expect(up.code).toBe(7)
  expect(up.stderr).toContain(
    `compose.yaml:3:12: error[E081]: a: the build context ${project.directory}/gone does not exist`,
  )
  expect(up.stderr).toContain(
    `compose.yaml:5:38: error[E081]: b: the Dockerfile ${project.directory}/Gone does not exist`,
  )
  expect(up.stderr).toContain('fix: create the folder, or correct the path')
  await expectNothing(project)
})

test('a missing source of a long form without `bind` becomes a folder, with an empty `bind` it is refused', async () => {
  const mount = (more: string): string => service('a', `volumes: [{ type: bind, source: ./there, target: /a${more} }]`)
  await using project = await testProject({ 'compose.yaml': `services:\n${mount(', bind: {}')}` })
  expect(await muster(project, ['up', '-d'])).toMatchObject({ code: 7 })
  expect(existsSync(join(project.directory, 'there'))).toBe(false)
  await project.write('compose.yaml', `services:\n${mount('')}`)
  expectSuccess(await muster(project, ['up', '-d']))
  expect(existsSync(join(project.directory, 'there'))).toBe(true)
})

test('a source whose name is not UTF-8 is refused: the engine would make a folder of another name', async () => {
  await using project = await testProject({
    'compose.yaml': 'services: { a: { image: busybox, volumes: ["./${DATA}:/data"] } }\n',
  })
  const script = `DATA="$(printf 'bad\\377')" exec "${musterPath}" -p ${project.name} up -d`
  const result = await start(['sh', '-c', script], { cwd: project.directory }).done
  expect(result).toMatchObject({ code: 7, stderr: expect.stringContaining('not UTF-8') as string })
  expect(await readdir(project.directory)).toEqual(['compose.yaml'])
})

test.each([['start'], ['run', '--rm', '--service-ports', 'a', 'true']])(
  '%s names who has a host port, too',
  async (...args) => {
    const server = createServer()
    const port = await listening(server)
    await using project = await testProject({
      'compose.yaml': `services:\n${service('a', `ports: ["127.0.0.1:${port}:80"]`)}`,
    })
    try {
      expectSuccess(await muster(project, ['create']))
      const refused = await muster(project, args)
      expect(refused.code).not.toBe(0)
      expect(refused.stderr).toContain(`a: port 127.0.0.1:${port} is already in use by node (pid ${process.pid})`)
      expect(refused.stderr).toContain('fix: stop it, or publish another host port')
    } finally {
      server.close()
    }
  },
)

test('a platform that the engine does not run is warned of before, and blamed when its program cannot be run', async () => {
  const yaml = `services:
  a:
    build: { context: ., dockerfile_inline: "FROM scratch\\nCOPY --chmod=755 program /program\\nCMD [\\"/program\\"]" }
    platform: linux/mips64le
`
  await using project = await testProject({ 'compose.yaml': yaml, program: 'not for anybody' })
  const up = await muster(project, ['up', '-d', '--wait'])
  expect(up.code).toBe(1)
  expect(up.stderr).toMatch(
    /compose\.yaml:4:15: warning\[W087\]: a: platform linux\/mips64le is not the engine's \(linux\/\w+\)/,
  )
  expect(up.stderr).toMatch(/exited \(\d+\) {2}\(compose\.yaml:4:15\) \[E094\]/)
  expect(up.stderr).toMatch(/exec \/program: exec format error/)
  expect(up.stderr).toMatch(/fix: set `platform` to one that the image and this machine have/)
  expectSuccess(await muster(project, ['down', '--rmi', 'local', '-t', '0']))
})

test('networks for which the engine has no addresses left are refused before anything is created', async () => {
  await using project = await testProject({
    'compose.yaml': `services:\n${service('a', 'networks: [one, own]')}networks:\n  one: {}\n  own: { ipam: { config: [{ subnet: 198.18.77.0/28 }] } }\n`,
  })
  await using engine = await startCrowdedEngine()
  const env = { DOCKER_HOST: engine.address }
  const up = await muster(project, ['up', '-d'], { env })
  expect(up.code).toBe(7)
  expect(up.stderr).toMatch(
    /compose\.yaml:8:8: error\[E088\]: network \S+_one: the engine has no addresses left for it/,
  )
  expect(up.stderr).toMatch(/fix: .*muster gc.*docker network prune.*default-address-pools/)
  expect(up.stderr).not.toContain('_own')
  expect(await muster(project, ['plan'], { env })).toMatchObject({ code: 7 })
  const report = await muster(project, ['doctor'], { env })
  expect(report.code).toBe(7)
  expect(report.stdout).toMatch(/^problem {2}networks .* has addresses for 0 more/m)
  expect(report.stdout).toMatch(/^problem {2}project .*\[E088\] network/m)
  await expectNothing(project)
})
