import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { musterPath, start } from '../harness/command.ts'

// Whoever runs a program leaves a mark: these are all that the PATH holds.
const trapped = [
  'sh',
  'bash',
  'git',
  'ssh',
  'docker',
  'docker-compose',
  'docker-credential-x',
  'touch',
  'id',
  'uname',
  'x-provider',
  'env',
  'npm',
]

const files = {
  'project/.env': [
    'COMMAND=$(touch marker-1)',
    'BACKTICKS=`touch marker-2`',
    "DOLLAR='$'",
    'TWICE="$DOLLAR(touch marker-3)"',
    'BRACES=${DOLLAR}{A:-$(touch marker-4)}',
    'LD_PRELOAD=/nonexistent.so',
    'NODE_OPTIONS=--require=/nonexistent.js',
    'GIT_SSH_COMMAND=touch marker-5',
    'DOCKER_HOST=unix:///nonexistent',
    'PATH=/nonexistent',
  ].join('\n'),
  'project/more.env': 'FROM_FILE=$(touch marker-6)\nAGAIN=$COMMAND\n',
  'project/compose.yaml': `
include: [part.yaml]
services:
  web:
    image: busybox
    command: $$(touch marker-7)
    env_file: more.env
    environment: {A: "\${COMMAND}", B: "\${TWICE}", C: "$$(touch marker-8)"}
    build: {context: ., ssh: [default]}
    volumes: ["./data:/data", "./file.conf:/file.conf"]
    post_start: [{command: touch marker-9}]
    develop: {watch: [{path: ., action: rebuild}]}
    credential_spec: {file: spec.json}
  made:
    provider: {type: x-provider, options: {a: b}}
secrets: {s: {file: ./secret.txt}, e: {environment: COMMAND}}
configs: {c: {file: ./config.txt}}
volumes: {data: {}}
`,
  'project/part.yaml': 'services: {part: {image: "b:${BACKTICKS:-1}", extends: {file: base.yaml, service: base}}}',
  'project/base.yaml': 'services: {base: {labels: {a: "$$(touch marker-10)"}}}',
  'home/.docker/config.json': JSON.stringify({ credsStore: 'x', credHelpers: { 'docker.io': 'x' } }),
}

let root: string
let engine: Server
const requests: string[] = []

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'muster-reading-'))
  for (const [path, text] of Object.entries(files)) await put(path, text)
  for (const name of trapped) {
    await put(`path/${name}`, `#!/bin/sh\necho ${name} >> ${join(root, 'ran')}\n`)
    await chmod(join(root, 'path', name), 0o755)
  }
  engine = createServer((request, response) => {
    requests.push(request.method ?? '')
    response.setHeader('Api-Version', '1.51').end(request.url?.endsWith('/_ping') ? 'OK' : '[]')
  })
  await new Promise<void>((listening) => engine.listen(join(root, 'engine.sock'), listening))
})

afterAll(async () => {
  engine.close()
  await rm(root, { recursive: true })
})

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true })
  await writeFile(join(root, path), text)
}

/** Everything below the project and the home folder but the cache of compiled code. */
async function snapshot(): Promise<readonly string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const told = entries
    .filter((it) => !`${it.parentPath}/${it.name}`.includes('/home/.cache'))
    .map(async (it) => {
      const path = join(it.parentPath, it.name)
      return it.isFile() ? `${path}: ${await readFile(path, 'utf8')}` : path
    })
  return (await Promise.all(told)).toSorted()
}

async function run(
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly stdout: string; readonly stderr: string }> {
  requests.length = 0
  const env = {
    PATH: join(root, 'path'),
    HOME: join(root, 'home'),
    XDG_CACHE_HOME: join(root, 'home/.cache'),
    DOCKER_HOST: `unix://${join(root, 'engine.sock')}`,
    NODE_OPTIONS: '',
  }
  return await start([process.execPath, musterPath, ...args], { cwd: join(root, 'project'), env }).done
}

describe('reading', () => {
  test.each(
    [
      'config',
      'config --no-interpolate',
      'config --environment',
      'config --variables',
      'config -q',
      'version',
      '--help',
      'up --help',
      'config --services',
      'config --images',
      'explain COMMAND',
    ].map((it) => [it]),
  )('muster %s runs nothing, writes nothing and asks nobody', async (command) => {
    const before = await snapshot()
    const { code, stderr } = await run(command.split(' '))
    expect(stderr).not.toMatch(/ at .*\.(ts|cjs):/)
    expect(code, stderr).toBe(0)
    expect(requests).toEqual([])
    expect(await snapshot()).toEqual(before)
  })

  test.each(['ps', 'ps -a', 'ls', 'images', 'logs', 'plan', 'up --dry-run', 'top', 'volumes'].map((it) => [it]))(
    'muster %s asks the engine and changes nothing',
    async (command) => {
      const before = await snapshot()
      const { stderr } = await run(command.split(' '))
      expect(stderr).not.toMatch(/ at .*\.(ts|cjs):/)
      expect(requests.filter((method) => method !== 'GET' && method !== 'HEAD')).toEqual([])
      expect(await snapshot()).toEqual(before)
    },
  )

  test('what looks like a command in .env stays text', async () => {
    const { stdout } = await run(['config', '--format', 'json'])
    const model = JSON.parse(stdout) as { readonly services: { readonly web: { readonly environment: object } } }
    expect(model.services.web.environment).toEqual({
      A: '$$(touch marker-1)',
      B: '$$(touch marker-3)',
      C: '$$(touch marker-8)',
      FROM_FILE: '$$(touch marker-6)',
      AGAIN: '$$(touch marker-1)',
    })
  })
})
