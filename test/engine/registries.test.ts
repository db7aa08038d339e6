import { randomBytes } from 'node:crypto'
import { chmod } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dockerCompose, muster, type Outcome } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { expectSuccess } from '../harness/oracles.ts'
import { testProject } from '../harness/project.ts'
import { atTerminal } from '../harness/pty.ts'
import { account, putIndex, type Registry, startBefore, startRegistry } from '../harness/registry-server.ts'
import { forgetImages, inspectedImage, pushBusybox } from '../harness/registry.ts'

let open: Registry
let closed: Registry
const run = randomBytes(4).toString('hex')

beforeAll(async () => {
  ;[open, closed] = await Promise.all([startRegistry(), startRegistry('htpasswd')])
})
afterAll(async () => {
  await Promise.all([open[Symbol.asyncDispose](), closed[Symbol.asyncDispose]()])
})

const file = ['-f', 'compose.yaml']

function services(images: Readonly<Record<string, string>>): { readonly 'compose.yaml': string } {
  const lines = Object.entries(images).map(([name, image]) => `  ${name}: { ${image} }\n`)
  return { 'compose.yaml': `services:\n${lines.join('')}` }
}

/** docker compose shows Go's zero time for an image that came with its name. */
function untimed(text: string): string {
  return text.replace(/\d+ \w+ ago/, '').replace(/,"LastTagTime":"[^"]*"/, '')
}

describe('an image for two platforms', () => {
  test('is pulled for the machine or for the platform that is asked for, and pinned by the digest of its index', async () => {
    const name = `two-${run}`
    const { digest } = await putIndex(open.host, `${name}:1`, { platforms: ['linux/amd64', 'linux/arm64'] })
    const image = `${open.host}/${name}:1`
    await using project = await testProject(services({ a: `image: "${image}"` }))
    expectSuccess(await muster(project, [...file, 'pull']))
    const version = (await engineRequest('GET', '/version')) as { Arch: string }
    expect((await inspectedImage(image))?.Architecture).toBe(version.Arch)
    const other = version.Arch === 'arm64' ? 'amd64' : 'arm64'
    await project.write('compose.yaml', services({ a: `image: "${image}", platform: linux/${other}` })['compose.yaml'])
    const pulled = await muster(project, [...file, 'pull'])
    expectSuccess(pulled)
    expect((await inspectedImage(image))?.Architecture).toBe(other)

    expectSuccess(await dockerCompose(project, [...file, 'create']))
    for (const args of [['images'], ['images', '--format', 'json'], ['images', '-q']]) {
      const theirs = await dockerCompose(project, [...file, ...args])
      expect(untimed((await muster(project, [...file, ...args])).stdout)).toBe(untimed(theirs.stdout))
      expect(theirs.stdout).toContain(args.includes('-q') ? '' : `linux/${other}`)
    }
    for (const flag of ['--resolve-image-digests', '--lock-image-digests']) {
      const theirs = await dockerCompose(project, [...file, 'config', flag])
      const ours = await muster(project, [...file, 'config', flag])
      expect(ours.stdout).toBe(theirs.stdout)
      expect(ours.stdout).toContain(`${image}@${digest}`)
    }
    await dockerCompose(project, [...file, 'down'])
    await forgetImages(image)
  })

  test('and not for a third: the error names those that the registry has', async () => {
    const image = `${open.host}/other-${run}:1`
    await putIndex(open.host, `other-${run}:1`, { platforms: ['linux/s390x', 'linux/riscv64'] })
    await using project = await testProject(services({ a: `image: "${image}", platform: linux/mips64le` }))
    const failed = await muster(project, [...file, 'pull'])
    expect(failed.code).toBe(1)
    expect(failed.stderr).toContain(
      `image ${image} has no variant for linux/mips64le: the registry has it for linux/s390x, linux/riscv64 only; correct \`platform:\``,
    )
    expect(failed.stderr).toMatch(/compose\.yaml:2:\d+/)
  })

  test('an image that is made for one platform only comes with a warning for another', async () => {
    const image = await pushBusybox(`${open.host}/one-${run}`, '1')
    await using project = await testProject(services({ a: `image: "${image}", platform: linux/s390x` }))
    const pulled = await muster(project, [...file, 'pull'])
    expectSuccess(pulled)
    expect(pulled.stderr).toMatch(/warning: image \S+ is made for linux\/\w+, not for linux\/s390x as asked/)
    await forgetImages(image)
  })
})

describe('a registry in trouble', () => {
  test('that counts requests is asked again, and the pull goes on with a note', async () => {
    const name = `limited-${run}`
    await putIndex(open.host, `${name}:1`, { platforms: ['linux/amd64', 'linux/arm64'] })
    let refusals = 0
    await using before = await startBefore(open, ({ url = '' }, response) => {
      if (!url.includes('/manifests/') || refusals++ >= 2) return false
      const errors = [{ code: 'TOOMANYREQUESTS', message: 'slow down' }]
      response.writeHead(429, { 'retry-after': '1', 'content-type': 'application/json' })
      response.end(JSON.stringify({ errors }))
      return true
    })
    const image = `${before.host}/${name}:1`
    await using project = await testProject(services({ a: `image: "${image}"`, b: `image: "${image}"` }))
    const pulled = await muster(project, [...file, 'pull'])
    expectSuccess(pulled)
    expect(pulled.stderr).toMatch(/warning: .*too many requests \(.*\); trying again in 1 s/)
    expect(pulled.stderr.match(/Pulled/g)).toHaveLength(1)
    expect(await inspectedImage(image)).toBeDefined()
    await forgetImages(image)
  })

  test('that dies in the middle of an answer, again and again, and comes back is gone on with', async () => {
    const name = `dying-${run}`
    await putIndex(open.host, `${name}:1`, { platforms: ['linux/amd64', 'linux/arm64'], bytes: 300_000 })
    let died = 0
    await using before = await startBefore(open, ({ url = '', method }, response) => {
      if (method !== 'GET' || !/\/(manifests|blobs)\//.test(url) || died++ % 2 === 1 || died > 6) return false
      response.writeHead(200, { 'content-length': '1000', 'content-type': 'application/json' })
      response.write('{"schemaVersion"', () => response.destroy())
      return true
    })
    const image = `${before.host}/${name}:1`
    await using project = await testProject(services({ a: `image: "${image}"` }))
    const pulled = await muster(project, [...file, 'pull'])
    expectSuccess(pulled)
    expect(died).toBeGreaterThan(1)
    expect(await inspectedImage(image)).toBeDefined()
    await forgetImages(image)
  })

  test('for good is an error with the image and the place; the other images are there', async () => {
    await using before = await startBefore(open, (_, response) => {
      response.writeHead(503).end()
      return true
    })
    const good = await pushBusybox(`${open.host}/good-${run}`, '1')
    await using project = await testProject(services({ bad: `image: "${before.host}/x:1"`, good: `image: "${good}"` }))
    const failed = await muster(project, [...file, 'pull'])
    expect(failed.code).toBe(1)
    expect(failed.stderr).toMatch(/bad: image \S+ is not in the engine and could not be pulled: .*compose\.yaml:2:\d+/)
    expect(await inspectedImage(good)).toBeDefined()
    await forgetImages(good)
  })

  test('shows on a terminal how many bytes of each image have come', async () => {
    const name = `large-${run}`
    await putIndex(open.host, `${name}:1`, { platforms: ['linux/amd64', 'linux/arm64'], bytes: 3_000_000 })
    const shown = new AbortController()
    await using before = await startBefore(open, ({ url = '' }, response) => {
      if (!url.includes('/blobs/')) return false
      void slowly(`http://${open.host}${url}`, response, shown.signal)
      return true
    })
    const image = `${before.host}/${name}:1`
    await using project = await testProject(services({ a: `image: "${image}"` }))
    const terminal = await atTerminal(project, [...file, 'pull'])
    await terminal.seen(/a +\S*Pulling\S* \S*[\d.]+[kM]?B\/3\.0MB/)
    shown.abort()
    expect(await terminal.ended()).toBe(0)
    await forgetImages(image)
  })
})

/** A blob in pieces, one every 100 ms until its progress was seen. */
async function slowly(url: string, response: ServerResponse, seen: AbortSignal): Promise<void> {
  const body = Buffer.from(await (await fetch(url, { headers: { connection: 'close' } })).arrayBuffer())
  response.writeHead(200, { 'content-length': String(body.length) })
  const size = Math.ceil(body.length / 400)
  for (let at = 0; at < body.length; at += size) {
    response.write(body.subarray(at, at + size))
    if (body.length > 10_000 && !seen.aborted) await new Promise((resolve) => setTimeout(resolve, 100))
  }
  response.end()
}

describe('a registry that wants to know who asks', () => {
  const wrong = `planted-${run}`

  async function credentials(kind: 'auths' | 'credsStore' | 'credHelpers', password: string): Promise<object> {
    const auth = Buffer.from(`${account.username}:${password}`).toString('base64')
    if (kind === 'auths') return { auths: { [closed.host]: { auth } } }
    return kind === 'credsStore' ? { credsStore: 'mt' } : { credHelpers: { [closed.host]: 'mt' } }
  }

  async function withLogin(
    kind: 'auths' | 'credsStore' | 'credHelpers',
    password: string,
    work: (login: Readonly<Record<string, string>>, folder: string) => Promise<void>,
  ): Promise<void> {
    await using folder = await testProject({
      'config.json': JSON.stringify(await credentials(kind, password)),
      'bin/docker-credential-mt': `#!/bin/sh\ncat >/dev/null\necho '{"Username":"${account.username}","Secret":"${password}"}'\n`,
    })
    await chmod(join(folder.directory, 'bin/docker-credential-mt'), 0o755)
    const path = `${join(folder.directory, 'bin')}:${process.env['PATH'] ?? ''}`
    await work({ DOCKER_CONFIG: folder.directory, PATH: path, MUSTER_DEBUG: '1' }, folder.directory)
  }

  function expectDiscreet(outcomes: readonly Outcome[], password: string): void {
    const basic = Buffer.from(`${account.username}:${password}`).toString('base64')
    const said = outcomes.map(({ stdout, stderr }) => stdout + stderr).join('\n')
    for (const secret of [password, basic]) expect(said.includes(secret)).toBe(false)
  }

  test.each(['auths', 'credsStore', 'credHelpers'] as const)(
    'takes pushes and gives pulls with what %s holds, and nothing of it is printed',
    async (kind) => {
      const image = `${closed.host}/mine-${kind.toLowerCase()}-${run}:1`
      await using project = await testProject({
        ...services({ a: `image: "${image}", build: .` }),
        Dockerfile: `FROM busybox\nLABEL run=${run}\n`,
      })
      await withLogin(kind, account.password, async (env) => {
        const outcomes: Outcome[] = []
        for (const args of [['build', '-q'], ['push'], ['pull'], ['config', '--resolve-image-digests']]) {
          const outcome = await muster(project, [...file, ...args], { env })
          expectSuccess(outcome)
          outcomes.push(outcome)
          if (args[0] === 'push') await forgetImages(image)
        }
        expect(await inspectedImage(image)).toBeDefined()
        expectDiscreet(outcomes, account.password)
        await forgetImages(image)
      })
    },
  )

  test('gives nothing for a wrong password, which nobody sees', async () => {
    await using project = await testProject(services({ a: `image: "${closed.host}/x-${run}:1"` }))
    await withLogin('auths', wrong, async (env) => {
      const outcomes: Outcome[] = []
      for (const args of [['pull'], ['up', '-d'], ['publish', '-y', `${closed.host}/p-${run}:1`]]) {
        const outcome = await muster(project, ['--insecure-registry', closed.host, ...file, ...args], { env })
        expect(outcome.code).toBe(1)
        outcomes.push(outcome)
      }
      expect(outcomes[0]?.stderr).toMatch(/could not be pulled: .*(unauthorized|no basic auth credentials)/s)
      expect(outcomes[2]?.stderr).toContain('it does not accept the stored credentials; log in again')
      expectDiscreet(outcomes, wrong)
    })
  })
})
