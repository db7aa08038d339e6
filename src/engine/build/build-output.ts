import type { BuildSpec } from '../../plan/step.ts'
import { EngineError } from '../port.ts'
import { cleaned } from '../transport/failure.ts'
import { maybe, record, text } from '../transport/form.ts'
import { jsonLines } from '../transport/json-lines.ts'
import type { BuildContext } from './context.ts'
import { lineOf } from './dockerfile-line.ts'
import { readTrace, type Trace, type Vertex } from './trace.ts'

interface Message {
  readonly stream?: string | null
  /** BuildKit: a trace in base64, or the image. */
  readonly aux?: string | { readonly ID?: string | null } | null
  readonly error?: string | null
  readonly errorDetail?: { readonly message?: string | null } | null
}

const image = record<{ readonly ID?: string | null }>({ ID: maybe(text) })

const form = record<Message>({
  stream: maybe(text),
  aux: maybe((value) => (typeof value === 'string' ? undefined : image(value))),
  error: maybe(text),
  errorDetail: maybe(record({ message: maybe(text) })),
})

/** The build that the output belongs to. */
export interface Following {
  readonly operation: string
  readonly build: BuildSpec
  readonly context: BuildContext
  readonly onOutput: (line: string) => void
  readonly signal: AbortSignal | undefined
}

/** Lines of the failing step that the error repeats. */
const shown = 20

/**
 * Reads a builder's answer: passes its output on as lines and returns the image's id. Rejects with EngineError that
 * names the failing step, its line of the Dockerfile where that can be told, and the end of its output.
 */
export async function followBuild(response: AsyncIterable<Uint8Array>, following: Following): Promise<string> {
  const { operation, signal, build } = following
  const meanwhile = `the image of ${build.service} was built`
  const steps = stepsOf(following.onOutput)
  let built: string | undefined
  for await (const message of jsonLines(response, { operation, form, meanwhile, signal })) {
    const failed = message.errorDetail?.message ?? message.error
    if (failed) throw new EngineError(explained(cleaned(failed), steps.failing(), following), { operation })
    if (typeof message.aux === 'string') steps.trace(readTrace(Buffer.from(message.aux, 'base64')))
    else if (message.aux?.ID) built = message.aux.ID
    if (message.stream) steps.classic(message.stream)
  }
  steps.end()
  if (built === undefined) throw new EngineError(`${operation}: the builder ended without an image`, { operation })
  return built
}

/** A step that failed, with its output. */
export interface Failing {
  readonly step: string
  readonly output: readonly string[]
}

/** The message of a build that failed: the step, its line of the Dockerfile where that can be told, and the end of its output. */
export function explained(
  message: string,
  failing: Failing | undefined,
  {
    build,
    context,
  }: { readonly build: BuildSpec; readonly context: Pick<BuildContext, 'dockerfileText' | 'dockerfileName'> },
): string {
  if (!failing) return `build of ${build.service}: ${message}`
  const line = lineOf(failing.step, context.dockerfileText)
  const where = line === undefined ? '' : ` (${context.dockerfileName}:${line})`
  const step = failing.step.replace(/^Step \d+\/\d+ : /, '')
  const head = `build of ${build.service}: ${step}${where}: ${message}`
  return [head, ...failing.output.slice(-shown).map((text) => `  ${text}`)].join('\n')
}

/** The steps of one build. */
export interface Steps {
  trace(trace: Trace): void
  classic(text: string): void
  end(): void
  /** The one that failed, else the last of the classic builder. */
  failing(): Failing | undefined
  hasFailed(): boolean
}

interface Step {
  readonly number: number
  readonly name: string
  readonly output: string[]
  /** What was said last, so that nothing is said twice. */
  said: 'nothing' | 'started' | 'ended'
  rest: string
  failed: boolean
}

/** Both builders' steps with their output; says what it hears, in whole lines, as `#3 RUN make`, `#3 cc main.c`. */
export function stepsOf(say: (line: string) => void): Steps {
  const steps = new Map<string, Step>()
  let current: Step | undefined
  const stepAt = (key: string, name: string): Step => {
    const known = steps.get(key)
    if (known) return known
    const step: Step = { number: steps.size + 1, name, output: [], said: 'nothing', rest: '', failed: false }
    steps.set(key, step)
    return step
  }
  const hear = (step: Step, text: string, prefix: string): void => {
    const lines = (step.rest + text).split(/\r?\n/)
    step.rest = lines.pop() ?? ''
    for (const line of lines) {
      step.output.push(line)
      say(prefix + line)
    }
  }
  const classic = (text: string): void => {
    const [name] = /^Step \d+\/\d+ : .*/s.exec(text) ?? []
    if (name !== undefined) current = stepAt(name, name.trim())
    hear((current ??= stepAt('', 'build')), text, '')
  }
  const trace = ({ vertexes, logs }: Trace): void => {
    for (const vertex of vertexes) tell(stepAt(vertex.digest, vertex.name), vertex, say)
    for (const log of logs) {
      const step = stepAt(log.vertex, '')
      hear(step, log.text, `#${step.number} `)
    }
  }
  return {
    classic,
    trace,
    end: () => {
      for (const step of steps.values())
        if (step.rest !== '') hear(step, '\n', step.said === 'nothing' ? '' : `#${step.number} `)
    },
    hasFailed: () => [...steps.values()].some(({ failed }) => failed),
    failing: () => {
      const step = [...steps.values()].find(({ failed }) => failed) ?? current
      return (
        step && {
          step: step.name,
          // The classic builder puts what it does itself between the lines of the step.
          output: [...step.output, step.rest].filter(
            (line) => line !== '' && line !== step.name && !line.startsWith(' ---> '),
          ),
        }
      )
    },
  }
}

function tell(step: Step, vertex: Vertex, say: (line: string) => void): void {
  if (vertex.started && step.said === 'nothing') {
    say(`#${step.number} ${step.name}`)
    step.said = 'started'
  }
  if (!vertex.completed || step.said === 'ended') return
  step.said = 'ended'
  step.failed = vertex.error !== '' && !vertex.error.endsWith('context canceled')
  if (vertex.error !== '') say(`#${step.number} ${step.failed ? `ERROR: ${vertex.error}` : 'CANCELED'}`)
  else say(`#${step.number} ${vertex.cached ? 'CACHED' : 'DONE'}`)
}
