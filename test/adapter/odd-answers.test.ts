import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { musterPath, type Outcome, start } from '../harness/command.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-odd-'))
  writeFileSync(join(folder, 'compose.yaml'), 'services: { a: { image: busybox } }\n')
})
afterAll(() => rm(folder, { recursive: true }))

const run = (args: readonly string[], env: Readonly<Record<string, string>>): Promise<Outcome> =>
  start([musterPath, ...args], { cwd: folder, env: { DOCKER_HOST: '', ...env } }).done

/** Words of a program that was surprised. */
const surprise = /Cannot read|is not a function|must be of type|undefined|Deprecation|\[object/

async function answering(status: number, body: string): Promise<Server> {
  const headers = status === 302 ? { Location: 'http://127.0.0.1:1/' } : {}
  const server = createServer(({ url = '' }, response) => {
    if (url.endsWith('/_ping')) return response.writeHead(200, { 'Api-Version': '1.51' }).end('OK')
    return response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((done) => server.listen(join(folder, 'engine.sock'), done))
  return server
}

test.each([
  [200, 'null'],
  [200, '{}'],
  [200, '42'],
  [200, ''],
  [204, ''],
  [302, ''],
])('an engine that answers a list with %i %s is said to be none', async (status, body) => {
  const server = await answering(status, body)
  const env = { DOCKER_HOST: `unix://${folder}/engine.sock` }
  for (const args of [['ls'], ['ps'], ['up', '-d'], ['down']]) {
    const { code, stderr } = await run(args, env)
    expect(code).toBe(1)
    expect(stderr).toContain(`unix://${folder}/engine.sock (DOCKER_HOST) answers`)
    expect(stderr).toContain('correct DOCKER_HOST, or unset it')
    expect(stderr).not.toMatch(surprise)
  }
  await new Promise((done) => server.close(done))
})

/** An engine without anything, but for some answers of its own. */
async function answeringWith(answers: Readonly<Record<string, unknown>>): Promise<Server> {
  const whole: Readonly<Record<string, unknown>> = {
    '/containers/json': [],
    '/networks': [],
    '/volumes': { Volumes: null },
    '/images/busybox/json': { Id: 'sha256:1' },
    ...answers,
  }
  const server = createServer(({ url = '' }, response) => {
    const path = url.replace(/^\/v[\d.]+/, '').replace(/\?.*/, '')
    if (path === '/_ping') return response.writeHead(200, { 'Api-Version': '1.51' }).end('OK')
    return response.writeHead(path in whole ? 200 : 404).end(JSON.stringify(whole[path] ?? { message: 'not found' }))
  })
  await new Promise<void>((done) => server.listen(join(folder, 'engine.sock'), done))
  return server
}

const container = {
  Id: 'c'.repeat(64),
  Names: ['/odd-a-1'],
  ImageID: 'sha256:1',
  State: 'running',
  Status: 'Up 3 seconds',
  Labels: { 'com.docker.compose.project': 'odd', 'com.docker.compose.service': 'a' },
}

test.each([
  [{ '/containers/json': [{ ...container, Labels: { x: 5 } }] }, 'a number where a text is expected, at [0].Labels.x'],
  [{ '/containers/json': [{ ...container, Names: 'a' }] }, 'a text where a list is expected, at [0].Names'],
  [{ '/containers/json': [null] }, 'null where an object is expected, at [0]'],
  [{ '/containers/json': [{ ...container, State: undefined }] }, 'nothing where a text is expected, at [0].State'],
  [{ '/networks': [{ Id: 'n' }] }, 'nothing where a text is expected, at [0].Name'],
  [{ '/volumes': { Volumes: {} } }, 'an object where a list is expected, at Volumes'],
  [
    { '/images/busybox/json': { Id: 'i', Config: { Labels: [] } } },
    'a list where an object is expected, at Config.Labels',
  ],
])('%j is told with its place, and with what to do', async (answers, words) => {
  const server = await answeringWith(answers)
  const address = `unix://${folder}/engine.sock`
  const { code, stderr } = await run(['-p', 'odd', 'plan'], { DOCKER_HOST: address })
  expect(code).toBe(1)
  expect(stderr).toContain(`${address} (DOCKER_HOST) answers ${words} (`)
  expect(stderr).toContain('correct DOCKER_HOST, or unset it')
  expect(stderr).not.toMatch(surprise)
  await new Promise((done) => server.close(done))
})

test('what an engine leaves out of its answers, or has as null, is as empty, where nothing depends on it', async () => {
  const bare = { ...container, Names: null, Mounts: null, NetworkSettings: { Networks: { odd_default: null } } }
  const server = await answeringWith({
    '/containers/json': [bare],
    '/networks': [{ Id: 'n', Name: 'n', Labels: null }],
  })
  const { code, stderr } = await run(['-p', 'odd', 'plan'], { DOCKER_HOST: `unix://${folder}/engine.sock` })
  expect([code, stderr]).toEqual([0, ''])
  await new Promise((done) => server.close(done))
})

const page =
  '<!doctype html>\n<html><head><title>502 Bad\nGateway</title></head><body>\u001b]0;x\u0007<h1>502</h1></body></html>\n'

test.each([
  [200, 'a page, "502 Bad Gateway" (list '],
  [502, 'HTTP 502 and a page, "502 Bad Gateway" (list '],
])(
  'the page of a proxy that answers with %i is told in one line, with who answers and what to do',
  async (status, words) => {
    const server = await answering(status, page)
    const address = `unix://${folder}/engine.sock`
    for (const args of [['ls'], ['up', '-d'], ['cp', 'a:/x', '.']]) {
      const { code, stderr } = await run(args, { DOCKER_HOST: address })
      expect(code).toBe(1)
      expect(stderr).toContain(`${address} (DOCKER_HOST) answers ${words}`)
      expect(stderr).toContain('something stands before it; correct DOCKER_HOST, or unset it')
      expect(stderr.trim().split('\n')).toHaveLength(1)
    }
    await new Promise((done) => server.close(done))
  },
)

test.each([
  [page, 'answers a page, "502 Bad Gateway" (reach the engine)'],
  ['welcome', 'answers "welcome" (reach the engine)'],
])('what answers everything with 200 is not taken for an engine of long ago: %j', async (body, words) => {
  const server = createServer((_, response) => response.end(body))
  await new Promise<void>((done) => server.listen(join(folder, 'engine.sock'), done))
  const { code, stderr } = await run(['ls'], { DOCKER_HOST: `unix://${folder}/engine.sock` })
  expect(code).toBe(1)
  expect(stderr).toContain(words)
  expect(stderr).not.toContain('1.24')
  await new Promise((done) => server.close(done))
})

test.each([
  ['5', 'it holds no mapping'],
  ['[]', 'it holds no mapping'],
  ['{"currentContext":5}', '`currentContext` is not a text'],
  ['{"auths":[]}', '`auths` is not a mapping'],
  ['{', 'it is not valid JSON'],
])('a config.json with %s is named', async (text, why) => {
  writeFileSync(join(folder, 'config.json'), text)
  const { code, stderr } = await run(['ls'], { DOCKER_CONFIG: folder })
  expect(code).toBe(1)
  expect(stderr).toBe(
    `${folder}/config.json cannot be used: ${why}; mend it, or point DOCKER_CONFIG to another folder\n`,
  )
})

test('a config.json with null is an empty one, as for docker', async () => {
  writeFileSync(join(folder, 'config.json'), 'null')
  const { stderr } = await run(['--context', 'nowhere', 'ls'], { DOCKER_CONFIG: folder })
  expect(stderr).toContain('there is no docker context "nowhere"')
  writeFileSync(join(folder, 'config.json'), 'null')
  expect((await run(['ls'], { DOCKER_CONFIG: folder, DOCKER_HOST: 'unix:///nowhere' })).stderr).not.toMatch(surprise)
})

test.each(['{"Endpoints":{"docker":{"Host":5}}}', '{"Endpoints":5}', 'null', '{"Endpoints":{"docker":[]}}'])(
  'a context with %s is named',
  async (text) => {
    const meta = join(folder, 'contexts/meta', createHash('sha256').update('odd').digest('hex'))
    mkdirSync(meta, { recursive: true })
    writeFileSync(join(meta, 'meta.json'), text)
    const { code, stderr } = await run(['--context', 'odd', 'ls'], { DOCKER_CONFIG: folder })
    expect(code).toBe(1)
    expect(stderr).toContain(`${meta}/meta.json cannot be used: `)
    expect(stderr).not.toMatch(surprise)
  },
)

test.each([
  ['tcp://:', 'tcp://: (DOCKER_HOST) is not an address: expected tcp://host:port'],
  ['tcp://host:', 'tcp://host: (DOCKER_HOST) is not an address: expected tcp://host:port'],
  ['  ', 'DOCKER_HOST is blank'],
])('the address "%s" is refused in words', async (address, words) => {
  const { code, stderr } = await run(['ls'], { DOCKER_HOST: address })
  expect(code).toBe(1)
  expect(stderr).toContain(words)
})
