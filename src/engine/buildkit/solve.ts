import { createHash, randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import { isRemoteContext } from '../../attributes/service/build.ts'
import type { BuildSpec } from '../../plan/step.ts'
import { remedied } from '../build/bake-output.ts'
import { explained, type Steps, stepsOf } from '../build/build-output.ts'
import { findDockerfile, readOptional } from '../build/context.ts'
import { readTrace } from '../build/trace.ts'
import type { Surroundings } from '../credentials/docker-config.ts'
import { type BuildOptions, EngineError } from '../port.ts'
import type { Transport } from '../transport/transport.ts'
import { authMethods } from './auth.ts'
import { fileMethods } from './files.ts'
import { type GrpcClient, grpcOver } from './grpc-client.ts'
import { GrpcError } from './grpc.ts'
import { checkSecrets, secretMethods } from './secrets.ts'
import { openSession, type Session } from './session.ts'
import { sharedBy, solveRequest, type Sources } from './solve-request.ts'
import { type Agents, startAgents } from './ssh-agents.ts'
import { sshMethods } from './ssh.ts'
import { checkStore } from './store.ts'
import { message, textsIn } from './wire.ts'

/** What a build needs besides the connection. */
export interface SolveWorld extends BuildOptions {
  readonly surroundings: Surroundings
}

/**
 * Builds with the engine's own BuildKit, over the interface that docker's own clients use: `POST /grpc` for the build,
 * and `POST /session`, in which BuildKit asks for files, credentials, secrets and ssh agents. Returns the image's id; none
 * where the Dockerfile is only checked.
 * Rejects with EngineError that names the failing step and its line, or the signal's reason.
 */
export async function solveImage(transport: Transport, build: BuildSpec, world: SolveWorld): Promise<string> {
  await checkSecrets(build)
  await checkStore(transport, build)
  const dockerfile = await dockerfileFor(build)
  const shared = sharedBy(build, dockerfile.files)
  await using agents = await startAgents(build, world.surroundings)
  const ending = new AbortController()
  const signal = AbortSignal.any([ending.signal, ...(world.signal ? [world.signal] : [])])
  const session = await openSession(transport, {
    sharedKey: sharedKey(build),
    methods: methodsFor({ build, shared, agents }, world.surroundings),
    signal,
  })
  const sources = { filename: dockerfile.filename, shared }
  try {
    if (build.output === 'check') {
      const { checkDockerfile } = await import('./check.ts')
      await checkDockerfile(transport, { build, sources, dockerfile, session, signal, onOutput: world.onOutput })
      return ''
    }
    return await solve(transport, { build, sources, dockerfile, session, signal, onOutput: world.onOutput })
  } finally {
    ending.abort()
    session.close()
  }
}

/** Folders of one build are sent again only as far as they changed. */
function sharedKey(build: BuildSpec): string {
  return createHash('sha256').update(`${hostname()}\n${build.context}`).digest('hex')
}

/** The Dockerfile of a build, and what its folder is to hold. */
interface Dockerfile {
  readonly filename: string
  /** By name: the Dockerfile and the rules that belong to it alone; undefined where it is part of a remote context. */
  readonly files: ReadonlyMap<string, string> | undefined
  readonly dockerfileText: string
  readonly dockerfileName: string
}

async function dockerfileFor(build: BuildSpec): Promise<Dockerfile> {
  if (isRemoteContext(build.context)) return remoteDockerfile(build)
  const { text, name, absolute } = await findDockerfile(build)
  const filename = absolute === undefined ? 'Dockerfile' : basename(absolute)
  const files = new Map([[filename, text]])
  const rules = absolute && (await readOptional(`${absolute}.dockerignore`, build))
  if (rules !== undefined) files.set(`${filename}.dockerignore`, rules)
  return { filename, files, dockerfileText: text, dockerfileName: name }
}

function remoteDockerfile({ inline, dockerfile = 'Dockerfile' }: BuildSpec): Dockerfile {
  if (inline === undefined)
    return { filename: dockerfile, files: undefined, dockerfileText: '', dockerfileName: dockerfile }
  const files = new Map([['Dockerfile', inline]])
  return { filename: 'Dockerfile', files, dockerfileText: inline, dockerfileName: 'dockerfile_inline' }
}

interface Offer {
  readonly build: BuildSpec
  readonly shared: Sources['shared']
  readonly agents: Agents
}

function methodsFor(
  { build, shared, agents }: Offer,
  surroundings: Surroundings,
): Parameters<typeof openSession>[1]['methods'] {
  return new Map([
    ...fileMethods(shared),
    ...authMethods(surroundings),
    ...secretMethods(build.secrets ?? []),
    ...(agents.sockets.size === 0 ? [] : sshMethods(agents.sockets)),
  ])
}

/** A build whose session is open. */
export interface Solving extends Pick<BuildOptions, 'onOutput'> {
  readonly build: BuildSpec
  readonly sources: Sources
  readonly dockerfile: Dockerfile
  readonly session: Session
  readonly signal: AbortSignal
}

async function solve(transport: Transport, solving: Solving): Promise<string> {
  const { build, sources, session, signal } = solving
  const operation = `build ${build.service}`
  const client = await openBuildKit(transport, { operation, signal })
  const steps = stepsOf(solving.onOutput)
  const ref = randomUUID()
  const progress = watch(client, { ref, steps }, signal)
  try {
    const image = await solved(client, solveRequest(build, sources, { ref, session: session.id }), signal)
    await progress.end()
    steps.end()
    if (image === '') throw new EngineError(`${operation}: the builder ended without an image`, { operation })
    return image
  } catch (error) {
    await progress.end()
    throw failureOf(error, { ...solving, steps })
  } finally {
    client.close()
  }
}

/** `POST /grpc`: BuildKit's own interface. */
export async function openBuildKit(
  transport: Transport,
  { operation, signal }: { readonly operation: string; readonly signal: AbortSignal },
): Promise<GrpcClient> {
  const headers = { Upgrade: 'h2c' }
  return grpcOver(await transport.hijack({ operation, method: 'POST', path: '/grpc', headers, signal }))
}

async function solved(client: GrpcClient, request: Uint8Array, signal: AbortSignal): Promise<string> {
  let answer = new Map<string, string>() as ReadonlyMap<string, string>
  const onMessage = (told: Uint8Array): void => void (answer = textsIn(told, 1))
  await client.call({ path: '/moby.buildkit.v1.Control/Solve', message: request, onMessage }, signal)
  return answer.get('containerimage.digest') ?? answer.get('containerimage.config.digest') ?? ''
}

interface Watched {
  readonly ref: string
  readonly steps: Steps
}

/** Milliseconds in which the progress may be told to its end once the build is over: of one that never began nothing is. */
const patience = { heard: 3000, unheard: 1000 } as const

interface Watch {
  /** Resolves when all was told, or enough was waited. */
  readonly end: () => Promise<void>
}

/** The build's progress. What is not told is no failure. */
function watch(client: GrpcClient, { ref, steps }: Watched, signal: AbortSignal): Watch {
  const enough = new AbortController()
  let heard = false
  const onMessage = (told: Uint8Array): void => {
    heard = true
    steps.trace(readTrace(told))
  }
  const request = { path: '/moby.buildkit.v1.Control/Status', message: message([[1, ref]]), onMessage }
  const told = client.call(request, AbortSignal.any([signal, enough.signal])).catch(() => undefined)
  return {
    end: async () => {
      const timer = setTimeout(() => enough.abort(), heard ? patience.heard : patience.unheard)
      await told
      clearTimeout(timer)
    },
  }
}

function failureOf(error: unknown, { build, dockerfile, signal, steps }: Solving & Pick<Watched, 'steps'>): unknown {
  if (signal.aborted) return signal.reason
  if (!(error instanceof GrpcError)) return error
  const operation = `build ${build.service}`
  const failing = steps.hasFailed() ? steps.failing() : undefined
  return new EngineError(explained(remedied(error.message), failing, { build, context: dockerfile }), { operation })
}
