import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { musterPath, start } from '../harness/command.ts'

const password = 'Hidden77'
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'muster-credentials-'))
  writeFileSync(join(folder, 'compose.yaml'), `services: { a: { image: "u:${password}@127.0.0.1:1/x" } }\n`)
  const meta = join(folder, 'contexts/meta', createHash('sha256').update('there').digest('hex'))
  mkdirSync(meta, { recursive: true })
  const context = { Name: 'there', Endpoints: { docker: { Host: `tcp://user:${password}@127.0.0.1:1` } } }
  writeFileSync(join(meta, 'meta.json'), JSON.stringify(context))
})
afterAll(() => rm(folder, { recursive: true }))

test.each(['tcp', 'http', 'https', 'ssh', 'ftp'])(
  'a password in the address %s:// of the engine is not shown',
  async (scheme) => {
    const env = { DOCKER_HOST: `${scheme}://user:${password}@127.0.0.1:1` }
    const { code, stdout, stderr } = await start([musterPath, 'ls'], { cwd: folder, env }).done
    expect(code).toBe(1)
    expect(stderr).toContain(`${scheme}://***@127.0.0.1:1`)
    expect(stdout + stderr).not.toContain(password)
  },
)

test('a password in the address of a context is not shown', async () => {
  const { code, stdout, stderr } = await start([musterPath, '--context', 'there', 'ls'], {
    env: { DOCKER_CONFIG: folder },
  }).done
  expect(code).toBe(1)
  expect(stderr).toContain('tcp://***@127.0.0.1:1')
  expect(stdout + stderr).not.toContain(password)
})

test.each(['text', 'json', 'sarif', 'github'])(
  'a password before an image is not shown by --diagnostics %s',
  async (form) => {
    for (const command of ['config', 'plan']) {
      const args = [musterPath, '--diagnostics', form, command, ...(command === 'config' ? ['-q'] : [])]
      const { stdout, stderr } = await start(args, { cwd: folder }).done
      expect(stderr).toContain('services.a.image must be a name')
      expect(stdout + stderr).not.toContain(password)
    }
  },
)
