import { spawn } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EngineError } from '../port.ts'
import type { Endpoint } from './endpoint.ts'
import type { SshPlace } from './ssh-place.ts'

/**
 * Opens one connection of the system's `ssh`, with the user's configuration, keys and agent, through which all requests go: a
 * connection for each, as docker has it, meets the limits of servers (MaxStartups, MaxSessions). The socket's folder is the
 * user's alone. ssh ends with this process, however that ends, and the folder goes with it.
 * Rejects with an EngineError that says what ssh said.
 */
export async function tunnelled(
  endpoint: Endpoint & { readonly ssh: SshPlace },
  env: ReadonlyMap<string, string>,
): Promise<Endpoint> {
  const folder = await mkdtemp(join(tmpdir(), 'muster-ssh-'))
  const path = join(folder, 'engine.sock')
  const far = endpoint.target.kind === 'unix' ? endpoint.target.path : ''
  // A session of its own: Ctrl-C is ours to handle. So ssh asks nothing on the terminal, as with docker.
  const child = spawn('sh', ['-c', watched, 'sh', folder, ...argumentsFor(endpoint.ssh, `${path}:${far}`)], {
    env: Object.fromEntries(env),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  })
  let said = ''
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-2000)))
  child.stdin.on('error', () => undefined) // It has ended; 'close' tells.
  const through = new Promise<boolean>((resolve) => {
    let heard = ''
    child.stdout.on('data', (data: Buffer) => {
      heard = (heard + data.toString()).slice(-200)
      if (heard.includes(token)) resolve(true)
    })
    child.once('close', () => resolve(false))
    child.once('error', () => resolve(false))
  })
  const close = (): void => void child.stdin.destroy()
  const last = (): string => said.trim().split('\n').at(-1) ?? ''
  if (!(await through)) throw unreached(endpoint, last())
  for (const it of [child, child.stdin as Socket, child.stdout as Socket, child.stderr as Socket]) it.unref()
  return { ...endpoint, target: { kind: 'unix', path }, tunnel: { said: last, close } }
}

const token = 'muster-is-through'

/** Whoever ends first, the folder goes. */
const watched = 'folder=$1; shift; ssh "$@"; code=$?; rm -rf -- "$folder"; exit $code'

/** `cat` ends with this process, whose end of the pipe it reads, and ssh with it. */
function argumentsFor({ host, user, port }: SshPlace, forward: string): string[] {
  const options = ['ExitOnForwardFailure=yes', 'ConnectTimeout=30', 'ControlPath=none', 'ServerAliveInterval=30']
  return [
    '-T',
    ...options.flatMap((option) => ['-o', option]),
    '-L',
    forward,
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', `${port}`]),
    '--',
    host,
    `echo ${token} && exec cat`,
  ]
}

function unreached({ from, ssh, address }: Endpoint & { readonly ssh: SshPlace }, said: string): EngineError {
  const why = said === '' ? 'ssh ended without a word' : said
  const { host, user, port } = ssh
  const command = `ssh ${port === undefined ? '' : `-p ${port} `}${user === undefined ? '' : `${user}@`}${host}`
  const fix = said.endsWith(': not found')
    ? 'install an ssh client'
    : `\`${command}\` must work without a question, which muster could not answer`
  return new EngineError(`${address} (${from}): ${why}; ${fix}`, { operation: 'connect', diagnosticKind: 'no-engine' })
}
