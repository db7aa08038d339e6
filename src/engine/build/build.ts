import type { IncomingMessage } from 'node:http'
import { isReference } from '../../attributes/service/image.ts'
import type { BuildSpec } from '../../plan/step.ts'
import type { Surroundings } from '../credentials/docker-config.ts'
import { type Credentials, credentialsFor, registryHeader } from '../credentials/registry.ts'
import { type BuildOptions, EngineError, type EngineVersion } from '../port.ts'
import { readReference } from '../reference.ts'
import { jsonText } from '../transport/json-text.ts'
import type { Transport } from '../transport/transport.ts'
import { needsBake } from './bake-definition.ts'
import { followBuild } from './build-output.ts'
import { type BuildContext, type Builder, readContext, showsForeignDockerfile } from './context.ts'
import { tarball } from './tarball.ts'

/** What a build needs besides the connection. */
export interface BuildWorld extends BuildOptions {
  readonly version: () => Promise<EngineVersion>
  readonly surroundings: Surroundings
  /** `session`: what `POST /build` does not know goes to BuildKit with a session. */
  readonly kind: 'engine' | 'session'
}

type Query = Readonly<Record<string, string | number | readonly string[] | undefined>>

/**
 * `POST /build` with the context as a tar stream: BuildKit where the engine has it and DOCKER_BUILDKIT is not 0, else the
 * classic builder. BuildKit takes a stream without a session (Engine 20.10 and 28; 30 ms for a build that is all cached,
 * 200 ms with buildx); a session is opened for what the request cannot say, and when a registry wants to know who asks.
 * Returns the image's id.
 */
export async function buildImage(transport: Transport, build: BuildSpec, world: BuildWorld): Promise<string> {
  const operation = `build ${build.service}`
  if (world.kind === 'session' && (needsBake(build) || (await showsForeignDockerfile(build))))
    return await withSession(transport, build, world)
  const { builder: preferred } = await world.version()
  const builder = world.surroundings.env.get('DOCKER_BUILDKIT') === '0' ? 'classic' : preferred
  const context = await readContext(build, builder)
  const run = { operation, build, context, query: queryOf(build, context, builder) }
  try {
    return builder === 'classic' ? await classic(transport, run, world) : await buildkit(transport, run, world)
  } catch (error) {
    throw world.signal?.aborted ? world.signal.reason : withTag(error, build)
  }
}

/** The engine does not say which of the tags is none. */
function withTag(error: unknown, { service, name, tags }: BuildSpec): unknown {
  if (!(error instanceof EngineError) || error.message !== 'invalid reference format') return error
  const wrong = [name, ...tags].find((tag) => !isReference(tag))
  if (wrong === undefined) return error
  const message = `build of ${service}: invalid tag ${JSON.stringify(wrong)}: ${error.message}`
  return new EngineError(message, { operation: error.operation, cause: error })
}

interface Run {
  readonly operation: string
  readonly build: BuildSpec
  readonly context: BuildContext
  readonly query: Query
}

async function classic(transport: Transport, run: Run, world: BuildWorld): Promise<string> {
  const credentials = await credentialsOfBases(run.context, world.surroundings)
  const config = Object.fromEntries(credentials.map((known) => [known.serveraddress, known]))
  const headers = { 'X-Registry-Config': registryHeader(config) }
  return followBuild(await send(transport, run, { signal: world.signal, headers }), {
    ...run,
    onOutput: world.onOutput,
    signal: world.signal,
  })
}

async function buildkit(transport: Transport, run: Run, world: BuildWorld): Promise<string> {
  const output = heldBack(world.onOutput)
  try {
    const response = await send(transport, run, { signal: world.signal, headers: {} })
    return await followBuild(response, { ...run, onOutput: output.say, signal: world.signal })
  } catch (error) {
    if (!(error instanceof EngineError) || !wantsCredentials(error.message)) throw error
    output.forget()
  } finally {
    output.release()
  }
  return await withSession(transport, run.build, world)
}

async function withSession(transport: Transport, build: BuildSpec, world: BuildWorld): Promise<string> {
  const { solveImage } = await import('../buildkit/solve.ts')
  return await solveImage(transport, build, world)
}

interface Held {
  readonly say: (line: string) => void
  readonly forget: () => void
  readonly release: () => void
}

/** Keeps what is said before the first step of the Dockerfile: of a build that starts again with a session nobody wants to read that. */
function heldBack(onOutput: (line: string) => void): Held {
  let held: string[] | undefined = []
  const release = (): void => {
    const lines = held ?? []
    held = undefined
    lines.forEach(onOutput)
  }
  const say = (line: string): void => {
    if (/^#\d+ \[(?!internal\])/.test(line)) release()
    if (held) held.push(line)
    else onOutput(line)
  }
  return { say, release, forget: () => (held &&= []) }
}

function wantsCredentials(message: string): boolean {
  return /no active session|unauthorized|authorization failed|authentication required|denied|\b40[13]\b/i.test(message)
}

function send(
  transport: Transport,
  { operation, context, query }: Run,
  { signal, headers }: { readonly signal: AbortSignal | undefined; readonly headers: Readonly<Record<string, string>> },
): Promise<IncomingMessage> {
  const request = { operation, method: 'POST', path: '/build', query, headers, ...(signal && { signal }) } as const
  return transport.stream(context.remote === undefined ? { ...request, tar: tarball(context) } : request)
}

function queryOf(build: BuildSpec, context: BuildContext, builder: Builder): Query {
  const { labels, args, cacheFrom, extraHosts = [] } = build
  return {
    version: builder === 'classic' ? 1 : 2,
    remote: context.remote,
    dockerfile: context.dockerfile,
    t: [...new Set([build.name, ...build.tags])],
    rm: 1,
    forcerm: 1,
    nocache: build.noCache ? 1 : undefined,
    pull: build.pull ? 1 : undefined,
    target: build.target,
    platform: build.platform,
    memory: builder === 'classic' ? build.memory : undefined,
    // BuildKit knows none, and an engine of Linux refuses what files for Windows say (docker compose 2.40.3 leaves it out).
    isolation: builder === 'classic' ? build.isolation : undefined,
    ulimits: build.ulimits && jsonText(build.ulimits.map(limit)),
    networkmode: build.network,
    shmsize: build.shmSize,
    // Compose writes host=address, too; the engine knows host:address only.
    extrahosts: extraHosts.map((entry) => entry.replace(/^([^:=]+)=/, '$1:')),
    buildargs: args.size > 0 ? JSON.stringify(Object.fromEntries(args)) : undefined,
    labels: labels.size > 0 ? JSON.stringify(Object.fromEntries(labels)) : undefined,
    cachefrom: cacheFrom && cacheFrom.length > 0 ? JSON.stringify(cacheFrom) : undefined,
  }
}

/** `name=soft:hard` or `name=both`, as the engine reads it. */
function limit(text: string): object {
  const [, Name = text, soft = '0', hard = soft] = /^([^=]*)=(-?\d+)(?::(-?\d+))?$/.exec(text) ?? []
  return { Name, Soft: BigInt(soft), Hard: BigInt(hard) }
}

/** Credentials for the registries that the Dockerfile's FROM lines name, as far as there are any. */
async function credentialsOfBases(
  { dockerfileText }: BuildContext,
  surroundings: Surroundings,
): Promise<readonly Credentials[]> {
  const bases = [...dockerfileText.matchAll(/^\s*FROM\s+(?:--\S+\s+)*(\S+)/gim)].map(([, base = '']) => base)
  const registries = new Set(bases.flatMap((base) => readReference(base)?.registry ?? []))
  const found = await Promise.all([...registries].map((registry) => credentialsFor(registry, surroundings)))
  return found.flatMap(({ credentials }) => credentials ?? [])
}
