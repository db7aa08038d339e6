import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { endpointOf } from '../../src/engine/transport/endpoint.ts'

const home = mkdtempSync(join(tmpdir(), 'muster-home-'))
const config = join(home, '.docker')
storeContext('remote', 'tcp://far:2376', ['ca.pem', 'cert.pem', 'key.pem'])
storeContext('desktop', 'unix:///run/desktop.sock', [])
writeFileSync(join(config, 'config.json'), JSON.stringify({ currentContext: 'desktop' }))
afterAll(() => rmSync(home, { recursive: true }))

function storeContext(name: string, host: string, files: readonly string[]): void {
  const key = createHash('sha256').update(name).digest('hex')
  const [meta, tls] = [join(config, 'contexts/meta', key), join(config, 'contexts/tls', key, 'docker')]
  mkdirSync(meta, { recursive: true })
  writeFileSync(
    join(meta, 'meta.json'),
    JSON.stringify({ Name: name, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }),
  )
  if (files.length > 0) mkdirSync(tls, { recursive: true })
  for (const file of files) writeFileSync(join(tls, file), file)
}

async function where(
  variables: Readonly<Record<string, string>>,
  options: { host?: string; context?: string } = {},
): Promise<string> {
  const { address, from } = await endpointOf({ env: new Map(Object.entries(variables)), home, ...options })
  return `${address} by ${from}`
}

describe('the engine', () => {
  it.each([
    { env: {}, is: 'unix:///run/desktop.sock by context desktop' },
    { env: { DOCKER_CONFIG: '/nowhere' }, is: 'unix:///var/run/docker.sock by the default' },
    { env: { DOCKER_CONTEXT: 'remote' }, is: 'tcp://far:2376 by context remote' },
    { env: { DOCKER_CONTEXT: 'default' }, is: 'unix:///var/run/docker.sock by the default' },
    { env: { DOCKER_HOST: 'unix:///x.sock', DOCKER_CONTEXT: 'remote' }, is: 'unix:///x.sock by DOCKER_HOST' },
    { env: { DOCKER_HOST: 'unix:///x.sock' }, options: { context: 'remote' }, is: 'tcp://far:2376 by context remote' },
    { env: { DOCKER_HOST: 'unix:///x.sock' }, options: { host: 'tcp://h' }, is: 'tcp://h:2375 by --host' },
    { env: { DOCKER_HOST: 'unix://' }, is: 'unix:///var/run/docker.sock by DOCKER_HOST' },
    { env: { DOCKER_HOST: 'h:99' }, is: 'tcp://h:99 by DOCKER_HOST' },
    { env: { DOCKER_HOST: 'tcp://:99' }, is: 'tcp://localhost:99 by DOCKER_HOST' },
    { env: { DOCKER_HOST: 'tcp://h:80' }, is: 'tcp://h:80 by DOCKER_HOST' },
    { env: { DOCKER_HOST: 'tcp://[::1]:99' }, is: 'tcp://[::1]:99 by DOCKER_HOST' },
    { env: { DOCKER_HOST: 'tcp://h/prefix/' }, is: 'tcp://h:2375/prefix by DOCKER_HOST' },
    { env: { DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1' }, is: 'tcp://h:2376 by DOCKER_HOST' },
    { env: { DOCKER_HOST: 'https://h' }, is: 'https://h:443 by DOCKER_HOST' },
  ])('of $env $options is $is', async ({ env, options, is }) => {
    expect(await where(env, options)).toBe(is)
  })

  it.each([
    { env: { DOCKER_HOST: 'npipe:////./pipe/docker_engine' }, says: /npipe:.*\(DOCKER_HOST\).*named pipes/ },
    {
      env: { DOCKER_HOST: 'ssh://-oProxyCommand=x' },
      says: /ssh:\/\/-oProxyCommand=x \(DOCKER_HOST\): an address over ssh is/,
    },
    { env: { DOCKER_HOST: 'ssh://-lroot@h' }, says: /an address over ssh is/ },
    { env: { DOCKER_HOST: 'ssh://h:70000' }, says: /an address over ssh is/ },
    { env: { DOCKER_HOST: 'ssh://h/a b' }, says: /an address over ssh is/ },
    { env: { DOCKER_HOST: 'ssh://me:hush@h' }, says: /^(?!.*hush).*ssh takes no password from an address/ },
    { env: { DOCKER_HOST: 'fd://1' }, says: /fd:\/\/1 .*starts with unix:/ },
    { env: { DOCKER_HOST: 'tcp://a b' }, says: /is not an address/ },
    { env: { DOCKER_CONTEXT: 'nope' }, says: /no docker context "nope"; known are: default, desktop, remote/ },
    {
      env: { DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nowhere' },
      says: /DOCKER_CERT_PATH=\/nowhere holds none/,
    },
  ])('of $env is refused', async ({ env, says }) => {
    await expect(where(env)).rejects.toThrow(says)
  })

  it.each([
    { address: 'ssh://h', ssh: { host: 'h' }, path: '/var/run/docker.sock' },
    { address: 'ssh://me@h:2222/', ssh: { host: 'h', user: 'me', port: 2222 }, path: '/var/run/docker.sock' },
    {
      address: 'ssh://[fe80::1]/run/user/1000/docker.sock',
      ssh: { host: 'fe80::1' },
      path: '/run/user/1000/docker.sock',
    },
  ])('of $address is a socket of another machine', async ({ address, ssh, path }) => {
    const found = await endpointOf({ env: new Map([['DOCKER_HOST', address]]), home })
    expect([found.ssh, found.target]).toEqual([ssh, { kind: 'unix', path }])
  })

  it('of a context is reached with the certificates of the context', async () => {
    const { tls } = await endpointOf({ env: new Map(), home, context: 'remote' })
    expect([tls?.verify, String(tls?.ca), String(tls?.cert), String(tls?.key)]).toEqual([
      true,
      'ca.pem',
      'cert.pem',
      'key.pem',
    ])
  })

  it('cannot be named by both --host and --context', async () => {
    await expect(where({}, { host: 'tcp://h', context: 'remote' })).rejects.toThrow(/two engines/)
  })
})
