import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { BuildSpec } from '../../plan/step.ts'
import type { Surroundings } from '../credentials/docker-config.ts'
import { EngineError } from '../port.ts'
import type { Endpoint } from '../transport/endpoint.ts'
import { bakeDefinition, type Baking, nameIn } from './bake-definition.ts'
import { type BakeOutput, followBake, type Listener } from './bake-output.ts'

/** What a bake needs besides the builds. */
export interface BakeWorld {
  /** The plugin's executable. */
  readonly buildx: string
  readonly surroundings: Surroundings
  readonly endpoint: Pick<Endpoint, 'address' | 'from'>
}

/** Builds that run together. Aborting one's signal ends them all. */
export interface Batch {
  readonly builds: readonly Listener[]
  readonly signal: AbortSignal
}

/**
 * Builds everything with one `docker buildx bake`. The definition goes in by standard input and the values of
 * secrets by the child's environment, so neither an argument nor a file holds one. Resolves with the ids of the images, by
 * name. Rejects with a BakeFailed that says which build failed and why.
 */
export async function bake({ builds, signal }: Batch, world: BakeWorld): Promise<ReadonlyMap<string, string>> {
  const baking = bakeDefinition(
    builds.map(({ build }) => build),
    'child',
  )
  const folder = await mkdtemp(join(tmpdir(), 'muster-bake-'))
  try {
    const metadata = join(folder, 'metadata.json')
    const output = followBake(baking, builds)
    const code = await run({ baking, metadata, output, signal }, world)
    output.end()
    signal.throwIfAborted()
    if (code !== 0) throw await output.failure()
    return idsIn(await readFile(metadata, 'utf8').catch(() => '{}'), baking)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

interface Running {
  readonly baking: Baking
  readonly metadata: string
  readonly output: BakeOutput
  readonly signal: AbortSignal
}

async function run({ baking, metadata, output, signal }: Running, world: BakeWorld): Promise<number> {
  const [{ builder, memory: _ } = {} as BuildSpec] = [...baking.targets.keys()]
  const args = ['bake', '--file', '-', '--progress', 'rawjson', '--metadata-file', metadata]
  args.push(...baking.allow.map((what) => `--allow=${what}`), ...(builder ? [`--builder=${builder}`] : []))
  const child = spawn(world.buildx, args, { env: environment(baking, world), stdio: 'pipe' })
  const stop = (): void => void child.kill('SIGINT')
  signal.addEventListener('abort', stop, { once: true })
  try {
    const ended = new Promise<number>((resolve, reject) => {
      child.on('error', (cause) => reject(unstartable(world.buildx, cause)))
      child.on('close', (code) => resolve(code ?? 1))
    })
    child.stdin.on('error', () => undefined) // it may end before it has read everything
    child.stdin.end(baking.definition)
    const [code] = await Promise.all([ended, lines(child.stderr, output.progress), lines(child.stdout, output.result)])
    return code
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

async function lines(stream: Readable, take: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) take(line)
}

/**
 * The shell's environment with the engine that muster talks to. That the definition names folders outside the current one
 * is what it is for, so bake need not ask (buildx 0.19 and newer). Provenance in the metadata would cost 100 ms for what nobody reads.
 */
function environment({ secrets }: Baking, { surroundings, endpoint }: BakeWorld): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = {
    ...Object.fromEntries(surroundings.env),
    BUILDX_BAKE_ENTITLEMENTS_FS: '0',
    BUILDX_METADATA_PROVENANCE: 'disabled',
  }
  const [, context] = /^context (.*)$/.exec(endpoint.from) ?? []
  if (endpoint.from === '--host') env['DOCKER_HOST'] = endpoint.address
  if (context !== undefined && context !== 'default') {
    delete env['DOCKER_HOST']
    env['DOCKER_CONTEXT'] = context
  }
  return { ...env, ...Object.fromEntries(secrets) }
}

interface Metadata {
  readonly 'containerimage.config.digest'?: string
  readonly 'containerimage.digest'?: string
}

/** Images that went to a registry only have no id here. */
function idsIn(text: string, { targets }: Baking): ReadonlyMap<string, string> {
  const found = JSON.parse(text) as Readonly<Record<string, Metadata>>
  return new Map(
    [...targets.keys()].map((build) => {
      const told = found[nameIn(targets, build)]
      return [build.name, told?.['containerimage.digest'] ?? told?.['containerimage.config.digest'] ?? '']
    }),
  )
}

function unstartable(path: string, cause: Error): EngineError {
  return new EngineError(`${path} cannot be run: ${cause.message}`, { operation: 'build', cause })
}
