import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BuildSpec } from '../../plan/step.ts'
import { EngineError } from '../port.ts'
import { type Baking, nameIn } from './bake-definition.ts'
import { explained, type Steps, stepsOf } from './build-output.ts'
import type { Vertex } from './trace.ts'

/** A build of a bake, and who hears its output. */
export interface Listener {
  readonly build: BuildSpec
  readonly onOutput: (line: string) => void
}

/** A bake that failed. `build` is the one whose fault it is; undefined when that cannot be told. */
export class BakeFailed extends EngineError {
  readonly build: BuildSpec | undefined
  constructor(message: string, build: BuildSpec | undefined) {
    super(message, { operation: `build ${build?.service ?? 'images'}` })
    this.build = build
  }
}

/** What bake says, line by line. */
export interface BakeOutput {
  /** A line of `--progress rawjson`, or of the complaint at the end. */
  readonly progress: (line: string) => void
  /** A line of the results of checks. */
  readonly result: (line: string) => void
  /** Says what is left of lines without an end. */
  readonly end: () => void
  /** The error that the lines amount to. */
  readonly failure: () => Promise<BakeFailed>
}

interface Status {
  readonly vertexes?: readonly {
    readonly digest: string
    readonly name: string
    readonly cached?: boolean
    readonly started?: string
    readonly completed?: string
    readonly error?: string
  }[]
  readonly logs?: readonly { readonly vertex: string; readonly data: string }[]
  readonly warnings?: readonly { readonly vertex: string; readonly short?: string }[]
}

interface Target {
  readonly name: string
  readonly build: BuildSpec
  readonly steps: Steps
  readonly say: (line: string) => void
}

/** Hands each line to the build that it is about. A build that others only take as their context speaks through them. */
export function followBake({ targets }: Baking, listeners: readonly Listener[]): BakeOutput {
  const known = new Map([...targets].map(([build, name]) => [name, targetFor(name, build, { targets, listeners })]))
  const [first] = known.values()
  if (first === undefined) throw new Error('nothing to bake')
  const homes = new Map<string, Target>()
  const rest: string[] = []
  const hear = (status: Status): void => {
    for (const { digest, name, cached, started, completed, error } of status.vertexes ?? []) {
      const [, word = ''] = /^\[(\S+?)[ \]]/.exec(name) ?? []
      const home = known.size === 1 ? first : known.get(word)
      if (home === undefined || name === '[internal] load local bake definitions') continue
      homes.set(digest, home)
      const shown = known.size === 1 ? name : name.replace(/^\[\S+\] /, '').replace(/^\[\S+ (?=.*\])/, '[')
      home.steps.trace({
        vertexes: [{ digest, name: shown, ...flags({ cached, started, completed, error }) }],
        logs: [],
      })
    }
    for (const { vertex, data } of status.logs ?? [])
      homes.get(vertex)?.steps.trace({
        vertexes: [],
        logs: [{ vertex, text: Buffer.from(data, 'base64').toString('utf8') }],
      })
    for (const { vertex, short = '' } of status.warnings ?? [])
      homes.get(vertex)?.say(`WARN: ${Buffer.from(short, 'base64').toString('utf8')}`)
  }
  return {
    progress: (line) => {
      const status = line.startsWith('{') ? statusIn(line) : undefined
      if (status === undefined) rest.push(line)
      else hear(status)
    },
    result: first.say,
    end: () => known.forEach(({ steps }) => steps.end()),
    failure: async () => await failureOf(rest, [...known.values()]),
  }
}

function flags(given: {
  readonly cached: boolean | undefined
  readonly started: string | undefined
  readonly completed: string | undefined
  readonly error: string | undefined
}): Omit<Vertex, 'digest' | 'name'> {
  const { cached, started, completed, error = '' } = given
  return { cached: cached === true, started: started !== undefined, completed: completed !== undefined, error }
}

function statusIn(line: string): Status | undefined {
  try {
    return JSON.parse(line) as Status
  } catch {
    return undefined
  }
}

function targetFor(
  name: string,
  build: BuildSpec,
  { targets, listeners }: { readonly targets: Baking['targets']; readonly listeners: readonly Listener[] },
): Target {
  const own = listeners.find((listener) => nameIn(targets, listener.build) === name)
  const listener = own ?? listeners.find((other) => takes(other.build, build)) ?? listeners[0]
  const say = (line: string): void => listener?.onOutput(line)
  return { name, build, say, steps: stepsOf(say) }
}

/** Whether a build takes the image of another as a context, at first or second hand. */
export function takes(build: BuildSpec, other: BuildSpec): boolean {
  const contexts = [...(build.contexts?.values() ?? [])].filter((value) => typeof value !== 'string')
  return contexts.some((context) => context.name === other.name || takes(context, other))
}

/** The complaint is the last line; before it stands an excerpt of the Dockerfile. */
async function failureOf(rest: readonly string[], targets: readonly Target[]): Promise<BakeFailed> {
  const complaint =
    rest.findLast((line) => /^(ERROR|error): /i.test(line)) ?? rest.findLast((line) => line !== '') ?? ''
  const [, named, text = ''] = /^(?:ERROR: )?(?:target (\S+): )?(?:failed to solve: )?([^]*)$/i.exec(complaint) ?? []
  const checks = targets.every(({ build }) => build.output === 'check')
  if (checks && text === '') return new BakeFailed('the checks found something in a Dockerfile: see above', undefined)
  const guilty =
    targets.find(({ name }) => name === named) ??
    (targets.length === 1 ? targets[0] : targets.find(({ steps }) => steps.hasFailed()))
  if (guilty === undefined)
    return new BakeFailed(`docker buildx bake failed: ${text || 'it does not say why'}`, undefined)
  const { build, steps } = guilty
  const failing = steps.hasFailed() ? steps.failing() : undefined
  const dockerfile = await dockerfileOf(build)
  return new BakeFailed(explained(remedied(text), failing, { build, context: dockerfile }), build)
}

/** What the user can do about what BuildKit only states. */
export function remedied(text: string): string {
  if (/multi-platform build is not supported/i.test(text))
    return `${text}: this builder makes images of one platform only; switch the engine to the containerd image store, or create a builder with \`docker buildx create --use\``
  const [, registry] = /https?:\/\/([^/\s]+)\/.*\b(?:401 Unauthorized|403 Forbidden)/i.exec(text) ?? []
  if (registry !== undefined) return `${text}: correct the image's name, or log in with \`docker login ${registry}\``
  const [, entitlement] = /granting entitlement (\S+) is not allowed/.exec(text) ?? []
  if (entitlement !== undefined)
    return `${text}: allow ${entitlement} in the engine's daemon.json (builder.entitlements), or use a builder that was created with \`--buildkitd-flags "--allow-insecure-entitlement ${entitlement}"\``
  return text
}

async function dockerfileOf(
  build: BuildSpec,
): Promise<{ readonly dockerfileText: string; readonly dockerfileName: string }> {
  const { inline, context, dockerfile = join(context, 'Dockerfile') } = build
  if (inline !== undefined) return { dockerfileText: inline, dockerfileName: 'dockerfile_inline' }
  const dockerfileName = dockerfile.startsWith(`${context}/`) ? dockerfile.slice(context.length + 1) : dockerfile
  return { dockerfileText: await readFile(dockerfile, 'utf8').catch(() => ''), dockerfileName }
}
