import { isRemoteContext } from '../../attributes/service/build.ts'
import type { BuildSpec } from '../../plan/step.ts'
import type { ImageContext } from '../adapter/images.ts'
import { type BuildPlace, unsolvable } from '../buildkit/unsolvable.ts'
import { type BuildOptions, EngineError } from '../port.ts'
import type { Transport } from '../transport/transport.ts'
import { bakeReasons, needsBake } from './bake-definition.ts'
import type { RecordPlace } from './build-records.ts'

/** Milliseconds in which builds gather that run as one bake. */
const gathering = 5

/** Builds one image. Returns its id. */
export type BuildOne = (build: BuildSpec, options: BuildOptions) => Promise<string>

export interface Waiting {
  readonly build: BuildSpec
  readonly options: BuildOptions
  readonly resolve: (id: string) => void
  readonly reject: (error: unknown) => void
}

/**
 * Builds images. What the engine's own `POST /build` does correctly goes there (30 ms for a build that is all cached,
 * 190-300 ms with bake); if one of the builds that are asked for at the same time needs more, all of them are one bake, as
 * with docker compose. Without buildx those that need more go to the engine's BuildKit with a session.
 */
export function buildsOver(
  transport: Transport,
  context: ImageContext & Pick<RecordPlace, 'find'>,
): (build: BuildSpec, options: BuildOptions) => Promise<string> {
  let waiting: Waiting[] = []
  const start = (): void => {
    const batch = waiting
    waiting = []
    void carryOut(batch, transport, context).catch((error: unknown) => batch.forEach(({ reject }) => reject(error)))
  }
  return async (build, options) => {
    options.signal?.throwIfAborted()
    const { noteBuild } = await import('./build-records.ts')
    const note =
      build.output === undefined ? noteBuild(build, { ...context, address: context.endpoint.address }) : undefined
    const image = await new Promise<string>((resolve, reject) => {
      if (waiting.length === 0) setTimeout(start, gathering)
      waiting.push({ build, options, resolve, reject })
    })
    await note?.(image)
    return image
  }
}

async function carryOut(asked: readonly Waiting[], transport: Transport, context: ImageContext): Promise<void> {
  const way = await wayOf(asked, context)
  const batch = await Promise.all(asked.map(discreet))
  if (way.kind === 'bake') return await bakeAll(batch, way.buildx, context)
  const { buildImage } = await import('./build.ts')
  const one: BuildOne = async (build, options) => await buildImage(transport, build, { ...options, ...context, ...way })
  const ordered = way.kind === 'session' ? (await import('../buildkit/in-order.ts')).inOrder(batch, one) : one
  for (const { build, options, resolve, reject } of batch) ordered(build, options).then(resolve, reject)
}

/** Neither output nor error repeat the secrets of the build: a step may print what it reads. */
async function discreet(one: Waiting): Promise<Waiting> {
  const { secretTexts, masked } = await import('./build-secrets.ts')
  const values = await secretTexts(one.build)
  if (values.length === 0) return one
  const onOutput = (line: string): void => one.options.onOutput(masked(line, values))
  const reject = (error: unknown): void => {
    // An abort's reason is not ours to change.
    if (error instanceof EngineError) error.message = masked(error.message, values)
    one.reject(error)
  }
  return { ...one, options: { ...one.options, onOutput }, reject }
}

type Way = { readonly kind: 'engine' | 'session' } | { readonly kind: 'bake'; readonly buildx: string }

/** Each context of docker is a builder of its own name: BuildKit in that engine. */
function isOwn(builder: string, { endpoint }: ImageContext): boolean {
  const [, context = 'default'] = /^context (.*)$/.exec(endpoint.from) ?? []
  return builder === context
}

function withoutOwnBuilder(build: BuildSpec, context: ImageContext): BuildSpec {
  if (build.builder === undefined || !isOwn(build.builder, context)) return build
  const { builder: _, ...rest } = build
  return rest
}

/**
 * COMPOSE_BAKE and BUILDX_BUILDER ask for bake; COMPOSE_BAKE=false for the engine, as far as it can, with a session where
 * it is needed; DOCKER_BUILDKIT=0 for the classic builder.
 */
async function wayOf(asking: readonly Waiting[], context: ImageContext): Promise<Way> {
  const batch = asking.map((one) => ({ ...one, build: withoutOwnBuilder(one.build, context) }))
  const { surroundings, version } = context
  const { env } = surroundings
  if (env.get('DOCKER_BUILDKIT') === '0') {
    const wanting = batch.find(({ build }) => notClassic(build).length > 0)
    if (wanting !== undefined) throw beyondClassic(wanting.build)
    return { kind: 'engine' }
  }
  const needed = batch.find(({ build }) => needsBake(build))
  const named = env.get('BUILDX_BUILDER') ?? ''
  const isElsewhere = named !== '' && !isOwn(named, context) && asking.some(({ build }) => !build.builder)
  const asked = isElsewhere || isTrue(env.get('COMPOSE_BAKE'))
  if (needed === undefined && !asked && !(await betterBaked(batch, context))) return { kind: 'engine' }
  const { kind, builder, api } = await version()
  const beyond = batch.find(({ build }) => unsolvable(build, { api, env }).length > 0)
  const withSession = kind === 'docker' && builder === 'buildkit' && beyond === undefined && !isElsewhere
  if (withSession && isFalse(env.get('COMPOSE_BAKE'))) return { kind: 'session' }
  const { findPlugin } = await import('../host/programs.ts')
  const buildx = findPlugin('buildx', surroundings)
  if (buildx !== undefined && kind === 'docker') return { kind: 'bake', buildx }
  if (withSession) return { kind: 'session' }
  if (isElsewhere && kind === 'docker') throw withoutBuilder(named, batch)
  if (needed === undefined) return { kind: 'engine' }
  throw withoutBuildx((beyond ?? needed).build, { api, env })
}

/** The engine's own BuildKit shows steps a Dockerfile that is not of the context; its classic builder can be told not to. */
async function betterBaked(batch: readonly Waiting[], { version }: ImageContext): Promise<boolean> {
  if ((await version()).builder === 'classic') return false
  const { showsForeignDockerfile } = await import('./context.ts')
  return (await Promise.all(batch.map(async ({ build }) => await showsForeignDockerfile(build)))).includes(true)
}

function isTrue(text: string | undefined): boolean {
  return /^(1|t|true)$/i.test(text ?? '')
}

function isFalse(text: string | undefined): boolean {
  return /^(0|f|false)$/i.test(text ?? '')
}

const classicKnows = ['ulimits', 'shm_size', 'a remote context']

function notClassic(build: BuildSpec): readonly string[] {
  const reasons = bakeReasons(build).filter((reason) => !classicKnows.includes(reason))
  const mixed = isRemoteContext(build.context) && build.inline !== undefined
  return mixed ? [...reasons, 'dockerfile_inline with a remote context'] : reasons
}

function beyondClassic(build: BuildSpec): EngineError {
  const message = `build of ${build.service}: the classic builder (DOCKER_BUILDKIT=0) does not know ${notClassic(build).join(', ')}: unset DOCKER_BUILDKIT`
  return new EngineError(message, { operation: `build ${build.service}` })
}

function withoutBuildx(build: BuildSpec, where: BuildPlace): EngineError {
  const [beyond, reasons] = [unsolvable(build, where), bakeReasons(build)]
  const wanted = beyond.length > 0 ? beyond : reasons
  const message = `build of ${build.service}: ${wanted.join(', ')} needs docker buildx, which is not installed: install the plugin (docker-buildx-plugin)`
  return new EngineError(message, { operation: `build ${build.service}` })
}

function withoutBuilder(builder: string, batch: readonly Waiting[]): EngineError {
  const service = batch[0]?.build.service ?? ''
  const message = `build of ${service}: the builder ${JSON.stringify(builder)} (BUILDX_BUILDER) needs docker buildx, which is not installed: install the plugin (docker-buildx-plugin), or unset BUILDX_BUILDER to build with the engine`
  return new EngineError(message, { operation: `build ${service}` })
}

/** One bake of all. Bake ends every build when one fails: the others are baked again, from what the builder's cache has of them. */
async function bakeAll(batch: readonly Waiting[], buildx: string, context: ImageContext): Promise<void> {
  const { bake } = await import('./bake.ts')
  const signals = batch.flatMap(({ options }) => options.signal ?? [])
  const builds = batch.map(({ build, options }) => ({ build, onOutput: options.onOutput }))
  try {
    const ids = await bake({ builds, signal: AbortSignal.any(signals) }, { ...context, buildx })
    for (const { build, resolve } of batch) resolve(ids.get(build.name) ?? '')
  } catch (error) {
    const again = await refuse(batch, error)
    await Promise.all(again.map(async (rest) => await bakeAll(rest, buildx, context)))
  }
}

/** Tells those whose build failed; returns the others, in the bakes that they are to be done in. */
async function refuse(batch: readonly Waiting[], error: unknown): Promise<readonly (readonly Waiting[])[]> {
  const { BakeFailed, takes } = await import('./bake-output.ts')
  const guilty = error instanceof BakeFailed ? error.build : undefined
  const isAsked = batch.some(({ build }) => build.name === guilty?.name)
  const reasonFor = ({ build }: Waiting): unknown => {
    if (guilty === undefined || build.name === guilty.name) return error
    if (!takes(build, guilty)) return undefined
    // The fault of a build that nobody asked for itself is theirs who take it as their context.
    return isAsked ? withoutContext(build, guilty) : error
  }
  const checks = batch.every(({ build }) => build.output === 'check')
  if (error instanceof BakeFailed && guilty === undefined && batch.length > 1 && !checks)
    return batch.map((one) => [one])
  const judged = batch.map((one) => ({ one, reason: reasonFor(one) }))
  const rest = judged.flatMap(({ one, reason }) => (reason === undefined ? [one] : []))
  const refused = judged.filter(({ reason }) => reason !== undefined)
  for (const { one, reason } of refused.length > 0 ? refused : batch.map((one) => ({ one, reason: error })))
    one.reject(reason)
  return refused.length > 0 && rest.length > 0 ? [rest] : []
}

function withoutContext({ service }: BuildSpec, guilty: BuildSpec): EngineError {
  const message = `build of ${service}: its context ${guilty.service} could not be built`
  return new EngineError(message, { operation: `build ${service}` })
}
