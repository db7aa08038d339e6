import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Found, credentialsFor, registryHeader } from '../../src/engine/credentials/registry.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'muster-auth-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function ask(registry: string, config: object, more: Readonly<Record<string, string>> = {}): Promise<Found> {
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config))
  const env = { DOCKER_CONFIG: folder, PATH: `${folder}:${process.env['PATH']}`, ...more }
  return credentialsFor(registry, { env: new Map(Object.entries(env)), home: '/nowhere' })
}

function helper(name: string, script: string): void {
  const path = join(folder, `docker-credential-${name}`)
  writeFileSync(path, `#!/bin/sh\n${script}\n`)
  chmodSync(path, 0o755)
}

const auth = Buffer.from('me:pa:ss').toString('base64')

describe('credentials', () => {
  it('of docker.io are stored under the address of its index', async () => {
    const { credentials } = await ask('docker.io', { auths: { 'https://index.docker.io/v1/': { auth } } })
    expect(credentials).toEqual({ username: 'me', password: 'pa:ss', serveraddress: 'https://index.docker.io/v1/' })
  })

  it('may be stored under an address with scheme and path', async () => {
    const { credentials } = await ask('reg.example:5000', { auths: { 'https://reg.example:5000/v2/': { auth } } })
    expect(credentials?.username).toBe('me')
  })

  it('of another registry are not sent', async () => {
    expect(await ask('reg.example', { auths: { 'evil-reg.example': { auth } } })).toEqual({})
  })

  it('may be an identity token', async () => {
    const { credentials } = await ask('reg.example', { auths: { 'reg.example': { auth, identitytoken: 'tok' } } })
    expect(credentials).toEqual({ identitytoken: 'tok', serveraddress: 'reg.example' })
  })

  it('come from a helper that is asked on its standard input', async () => {
    helper('one', 'read server; [ "$1" = get ] && echo "{\\"Username\\":\\"u-$server\\",\\"Secret\\":\\"s\\"}"')
    const { credentials } = await ask('reg.example', { credHelpers: { 'reg.example': 'one' } })
    expect(credentials).toEqual({ username: 'u-reg.example', password: 's', serveraddress: 'reg.example' })
  })

  it('of a helper may be a token', async () => {
    helper('two', 'echo \'{"Username":"<token>","Secret":"tok"}\'')
    expect((await ask('reg.example', { credsStore: 'two' })).credentials?.identitytoken).toBe('tok')
  })

  it('are absent when the helper has none', async () => {
    helper('three', 'echo "credentials not found in native keychain"; exit 1')
    expect(await ask('reg.example', { credsStore: 'three' })).toEqual({})
  })

  it.each([
    { store: 'none-such', trouble: 'docker-credential-none-such is not installed' },
    { store: '../evil', trouble: 'config.json names a credential helper that is not the name of a program' },
  ])('of helper $store are missing for a reason', async ({ store, trouble }) => {
    expect(await ask('reg.example', { credsStore: store })).toEqual({ trouble })
  })

  it('of a helper that fails are missing without what it printed', async () => {
    helper('bad', 'echo hunter2; echo hunter2 >&2; exit 3')
    expect(await ask('reg.example', { credsStore: 'bad' })).toEqual({ trouble: 'docker-credential-bad has failed' })
  })

  it('in DOCKER_AUTH_CONFIG go before all', async () => {
    const variable = { DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { 'reg.example': { auth } } }) }
    expect((await ask('reg.example', { credsStore: 'none-such' }, variable)).credentials?.username).toBe('me')
  })

  it('are missing for a reason where DOCKER_AUTH_CONFIG cannot be read, and nothing else has any', async () => {
    const variable = { DOCKER_AUTH_CONFIG: '{"auths": hunter2' }
    expect(await ask('reg.example', {}, variable)).toEqual({ trouble: 'DOCKER_AUTH_CONFIG is not valid JSON' })
    const found = await ask('reg.example', { auths: { 'reg.example': { auth } } }, variable)
    expect(found.credentials?.username).toBe('me')
  })

  it('are sent in the alphabet of URLs, with padding', () => {
    const header = registryHeader({ username: '??>>', password: '~~~~~', serveraddress: 'x' })
    expect(header).toMatch(/^[\w-]+=*$/)
    expect(header.length % 4).toBe(0)
  })
})
