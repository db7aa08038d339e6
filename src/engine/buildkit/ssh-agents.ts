import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BuildSpec } from '../../plan/step.ts'
import type { Surroundings } from '../credentials/docker-config.ts'
import { findProgram } from '../host/programs.ts'
import { EngineError } from '../port.ts'

/** Sockets of agents by id. */
export interface Agents extends AsyncDisposable {
  readonly sockets: ReadonlyMap<string, string>
}

/**
 * The agents of a build's `ssh`: the user's own, one behind a socket, or, for the path of a private key, one that is
 * started with this key and ends with muster at the latest. Rejects with EngineError on what is not there.
 */
export async function startAgents(build: BuildSpec, surroundings: Surroundings): Promise<Agents> {
  const agents: Agent[] = []
  const sockets = new Map<string, string>()
  const end = async (): Promise<void> => {
    for (const agent of agents) await agent[Symbol.asyncDispose]()
  }
  try {
    for (const [id, path] of build.ssh ?? []) {
      const agent = await agentFor({ build, id, path }, surroundings)
      agents.push(agent)
      sockets.set(id, agent.socket)
    }
  } catch (error) {
    await end()
    throw error
  }
  return { sockets, [Symbol.asyncDispose]: end }
}

interface Wanted {
  readonly build: BuildSpec
  readonly id: string
  readonly path: string
}

interface Agent extends AsyncDisposable {
  readonly socket: string
}

async function agentFor(wanted: Wanted, surroundings: Surroundings): Promise<Agent> {
  const { id, path } = wanted
  const socket = path === '' ? (surroundings.env.get('SSH_AUTH_SOCK') ?? '') : path
  if (socket === '')
    throw failed(wanted, `SSH_AUTH_SOCK is not set: start an agent (\`eval $(ssh-agent)\`), or write \`${id}=PATH\``)
  const found = await stat(socket).catch((cause: Error) => {
    throw failed(wanted, `${socket} cannot be used: ${cause.message}`)
  })
  if (found.isSocket()) return { socket, [Symbol.asyncDispose]: async () => undefined }
  return await agentWithKey(wanted, surroundings)
}

async function agentWithKey(wanted: Wanted, surroundings: Surroundings): Promise<Agent> {
  const [agent, add] = ['ssh-agent', 'ssh-add'].map((name) => findProgram(name, surroundings))
  if (agent === undefined || add === undefined)
    throw failed(wanted, 'a key needs ssh-agent and ssh-add, which are not installed: install openssh-client')
  const folder = await mkdtemp(join(tmpdir(), 'muster-ssh-'))
  const socket = join(folder, 'agent')
  // The shell ends the agent as soon as `cat` has read all, which is when muster ends, however that happens.
  const script = '"$0" -D -a "$1" & cat; kill $!'
  const child = spawn('/bin/sh', ['-c', script, agent, socket], { stdio: ['pipe', 'pipe', 'ignore'] })
  const closed = once(child, 'close')
  child.stdin.on('error', () => undefined)
  const end = async (): Promise<void> => {
    child.stdin.end()
    child.stdout.resume()
    await closed
    await rm(folder, { recursive: true, force: true })
  }
  try {
    // It says where it listens once it does.
    await Promise.race([once(child.stdout, 'data'), closed])
    await addKey({ add, socket, key: await readFile(wanted.path) }, wanted)
  } catch (error) {
    await end()
    throw error
  }
  return { socket, [Symbol.asyncDispose]: end }
}

interface Adding {
  /** The program. */
  readonly add: string
  readonly socket: string
  readonly key: Uint8Array
}

/** By standard input: ssh-add refuses files that others may read, which docker does not. */
async function addKey({ add, socket, key }: Adding, wanted: Wanted): Promise<void> {
  const env = { ...process.env, SSH_AUTH_SOCK: socket, SSH_ASKPASS_REQUIRE: 'never', DISPLAY: '' }
  const child = spawn(add, ['-q', '-'], { env, stdio: ['pipe', 'ignore', 'pipe'], detached: true })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  child.stdin.on('error', () => undefined)
  child.stdin.end(key)
  const [status] = (await once(child, 'close')) as [number | null]
  if (status === 0) return
  throw failed(wanted, `${wanted.path} is not a key without a passphrase: ${said.trim() || 'ssh-add does not take it'}`)
}

function failed({ build, id }: Wanted, message: string): EngineError {
  return new EngineError(`build of ${build.service}: ssh ${id}: ${message}`, { operation: `build ${build.service}` })
}
