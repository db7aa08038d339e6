import type { Provider } from '../../attributes/service/provider.ts'
import type { Surroundings } from '../credentials/docker-config.ts'
import { callProgram } from './call-program.ts'
import { findPlugin, findProgram } from './programs.ts'

/** What a provider is asked for. */
export interface ProviderCall {
  readonly verb: 'up' | 'down'
  readonly project: string
  readonly service: string
  readonly provider: Provider
  /** Variables of the project, which the program sees. */
  readonly environment: ReadonlyMap<string, string>
  readonly cwd: string
  readonly signal: AbortSignal
  /** Gets what the provider says about its progress. */
  readonly onInfo: (message: string) => void
}

/** A provider that could not be called, or said no. `message` names the service first. */
class ProviderFailed extends Error {
  override name = 'ProviderFailed'
  readonly fix: string
  constructor(message: string, fix: string) {
    super(message)
    this.fix = fix
  }
}

/**
 * Calls the program behind a provider (docs/extension.md of docker compose; observed with 2.40.3): the plugin or program of
 * its type as `X compose --project-name=P up --option=value SERVICE`, which answers with a JSON object for each line. Returns
 * the variables that it sets, by their names without prefix. Throws ProviderFailed.
 */
export async function callProvider(
  call: ProviderCall,
  surroundings: Surroundings,
): Promise<ReadonlyMap<string, string>> {
  const { service, provider, verb } = call
  const type = provider.type ?? ''
  const program = findPlugin(type, surroundings) ?? findProgram(type, surroundings)
  if (program === undefined)
    throw new ProviderFailed(
      `${service}: there is no provider ${JSON.stringify(type)}: neither a docker plugin nor a program in PATH`,
      `install docker-${type} or ${type}, or correct \`provider.type\``,
    )
  const known = await parametersOf(program, call)
  const args = ['compose', `--project-name=${call.project}`, verb, ...optionsOf(call, known), service]
  const variables = new Map<string, string>()
  const onLine = (line: string): void => answered(line, { call, variables })
  const { cwd, signal, environment: env } = call
  const { exitCode, stderr } = await callProgram({ program, args, cwd, env, signal, onLine })
  if (exitCode === 0) return variables
  const said = stderr.trim().split('\n').at(-1) ?? ''
  throw new ProviderFailed(
    `${service}: provider ${type} failed to ${verb}: exit status ${exitCode}${said === '' ? '' : ` (${said})`}`,
    `see what \`${type} compose ${verb}\` says`,
  )
}

interface Parameter {
  readonly name?: string
  readonly required?: boolean
}

type Known = Readonly<Partial<Record<'up' | 'down', readonly Parameter[]>>>

/** Undefined for a provider that tells nothing of itself: it gets every option. */
async function parametersOf(
  program: string,
  { cwd, signal, environment: env }: ProviderCall,
): Promise<Known | undefined> {
  const told = await callProgram({ program, args: ['compose', 'metadata'], cwd, env, signal })
  if (told.exitCode !== 0) return undefined
  try {
    const { up, down } = JSON.parse(told.stdout) as Record<
      'up' | 'down',
      { parameters?: readonly Parameter[] } | undefined
    >
    return up === undefined && down === undefined
      ? undefined
      : { up: up?.parameters ?? [], down: down?.parameters ?? [] }
  } catch {
    return undefined
  }
}

function optionsOf({ verb, service, provider }: ProviderCall, known: Known | undefined): readonly string[] {
  const given = provider.options ?? new Map<string, readonly string[]>()
  const missing = known?.[verb]?.find(({ name = '', required }) => required === true && !given.has(name))
  if (missing !== undefined)
    throw new ProviderFailed(
      `${service}: provider ${provider.type ?? ''} needs the option ${missing.name ?? ''}`,
      `add it below \`provider.options\``,
    )
  const names = known?.[verb]?.map(({ name }) => name)
  return [...given].flatMap(([name, values]) =>
    names === undefined || names.includes(name) ? values.map((value) => `--${name}=${value}`) : [],
  )
}

interface Answering {
  readonly call: ProviderCall
  readonly variables: Map<string, string>
}

function answered(line: string, { call: { service, provider, onInfo }, variables }: Answering): void {
  const failed = (message: string): ProviderFailed =>
    new ProviderFailed(`${service}: ${message}`, `see the documentation of the provider ${provider.type ?? ''}`)
  const { type, message } = parsed(line)
  switch (type) {
    case 'info':
      return onInfo(message)
    case 'debug':
      return
    case 'error':
      throw failed(message)
    case 'setenv': {
      const at = message.indexOf('=')
      if (at < 1) throw failed('the provider sets a variable without a name or value')
      variables.set(message.slice(0, at), message.slice(at + 1))
      return
    }
    default:
      throw failed('the provider answered something that is not a message of the protocol')
  }
}

function parsed(line: string): { readonly type: string; readonly message: string } {
  try {
    const { type, message } = JSON.parse(line) as { type?: unknown; message?: unknown }
    return { type: String(type), message: typeof message === 'string' ? message : '' }
  } catch {
    return { type: '', message: '' }
  }
}
