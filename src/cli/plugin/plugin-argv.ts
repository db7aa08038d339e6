import { parseFlags } from '../argv/parse-flags.ts'
import { boolean, type Flags, list, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

/** What docker calls a plugin by: `docker compose …` or `docker muster …`. */
export type PluginName = 'compose' | 'muster'

/** A call by the docker command line, as muster's own. */
export interface PluginCall {
  readonly name: PluginName
  readonly argv: readonly string[]
  /** What docker's own flags say in variables. */
  readonly env: Readonly<Record<string, string>>
}

/** The first argument with which the installed plugin calls muster. */
const mark = /^__plugin=(compose|muster)$/

/** docker's flags, which it hands on before the plugin's name (docker/cli 28, observed). */
const dockerFlags: Flags = {
  config: string('Location of client config files'),
  context: string('Name of the context', { char: 'c' }),
  debug: boolean('Enable debug mode', { char: 'D' }),
  host: list('Daemon socket to connect to', { char: 'H' }),
  'log-level': string('Set the logging level', { char: 'l' }),
  tls: boolean('Use TLS'),
  tlscacert: string('Trust certs signed only by this CA'),
  tlscert: string('Path to TLS certificate file'),
  tlskey: string('Path to TLS key file'),
  tlsverify: boolean('Use TLS and verify the remote'),
}

/**
 * Reads a call of the docker command line: `__plugin=NAME [docker's flags] NAME …`, or `__complete NAME …`. Undefined when
 * nobody but the user calls. Throws UsageError for flags of docker that muster cannot follow.
 */
export function readPluginCall(argv: readonly string[]): PluginCall | undefined {
  const name = mark.exec(argv[0] ?? '')?.[1] as PluginName | undefined
  if (name === undefined) return undefined
  const rest = argv.slice(1)
  if (rest[0] === 'docker-cli-plugin-metadata') return { name, argv: rest, env: {} }
  if (rest[0] === '__complete' || rest[0] === '__completeNoDesc')
    return { name, argv: [rest[0], ...rest.slice(rest[1] === name ? 2 : 1)], env: {} }
  const { values, args } = parseFlags(dockerFlags, rest, 'until-argument')
  const text = (flag: string): string | undefined => values.get(flag) as string | undefined
  const hosts = (values.get('host') as readonly string[] | undefined) ?? []
  const context = text('context')
  const config = text('config')
  return {
    name,
    argv: [
      ...(context === undefined ? [] : ['--context', context]),
      ...hosts.slice(-1).flatMap((host) => ['--host', host]),
      ...withoutName(args, name),
    ],
    env: {
      ...(config === undefined ? {} : { DOCKER_CONFIG: config }),
      ...tls(values.get('tlsverify') === true, values.get('tls') === true),
      ...certificates([text('tlscacert'), text('tlscert'), text('tlskey')]),
    },
  }
}

/** `NAME …`, or `help NAME …` for `docker help NAME …`. Called by hand, without a name, everything is for muster itself. */
function withoutName(args: readonly string[], name: PluginName): readonly string[] {
  const at = args[0] === 'help' ? 1 : 0
  return args[at] === name ? args.toSpliced(at, 1) : args
}

function tls(verified: boolean, used: boolean): Readonly<Record<string, string>> {
  if (verified) return { DOCKER_TLS_VERIFY: '1' }
  return used ? { DOCKER_TLS: '1' } : {}
}

/** Certificates can be told by their folder only, under docker's names. */
function certificates(given: readonly (string | undefined)[]): Readonly<Record<string, string>> {
  const folders = given.flatMap((path, i) => {
    if (path === undefined) return []
    const name = ['ca.pem', 'cert.pem', 'key.pem'][i] ?? ''
    return [path === name ? '.' : path.endsWith(`/${name}`) ? path.slice(0, -name.length - 1) : undefined]
  })
  const [folder] = folders
  if (folders.length === 0) return {}
  if (folder !== undefined && folders.every((other) => other === folder)) return { DOCKER_CERT_PATH: folder }
  throw new UsageError(
    'muster takes certificates from one folder, as ca.pem, cert.pem and key.pem',
    'name the folder in DOCKER_CERT_PATH',
  )
}
