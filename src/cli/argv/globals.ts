import { boolean, type FlagsFor, int, list, string } from '../command.ts'

/** Values of the flags that stand before the command. */
export interface Globals {
  readonly adopt: boolean
  readonly 'allow-provider': readonly string[]
  readonly 'allow-remote': boolean
  readonly 'all-resources': boolean
  readonly ansi: string | undefined
  readonly compatibility: boolean
  readonly context: string | undefined
  readonly diagnostics: string | undefined
  readonly 'dry-run': boolean
  readonly 'env-file': readonly string[]
  readonly events: string | undefined
  readonly 'exit-codes': string | undefined
  readonly file: readonly string[]
  readonly host: string | undefined
  readonly isolate: string | undefined
  readonly 'insecure-registry': readonly string[]
  readonly parallel: number | undefined
  readonly profile: readonly string[]
  readonly progress: string | undefined
  readonly 'project-directory': string | undefined
  readonly 'project-name': string | undefined
  readonly 'speak-as': string | undefined
  readonly workdir: string | undefined
  readonly 'lock-timeout': string | undefined
  readonly 'no-ansi': boolean
  readonly 'no-isolate': boolean
  readonly verbose: boolean
  readonly version: boolean
}

/** Flags that stand before the command (docker compose 2.40.3). */
export const globalFlags: FlagsFor<Globals> = {
  adopt: boolean('Take over a project of the same name that belongs to another folder'),
  'allow-provider': list('Let a provider of this name run its program on this machine', { placeholder: 'NAME' }),
  'allow-remote': boolean(
    'Let compose files include and extend projects of registries and git repositories, pinned by digest or commit',
  ),
  'all-resources': boolean('Include all resources, even those not used by services'),
  ansi: string('Control when to print ANSI control characters', { options: ['never', 'always', 'auto'] }),
  compatibility: boolean('Run compose in backward compatibility mode'),
  context: string('Name of the docker context to use', { char: 'c', placeholder: 'NAME' }),
  diagnostics: string('Show errors and warnings for people or for programs; json and sarif leave out the progress', {
    options: ['text', 'json', 'sarif', 'github'],
  }),
  'dry-run': boolean('Show what would be done, and do nothing'),
  'env-file': list('Specify an alternate environment file', { placeholder: 'FILE' }),
  events: string('Write what happens as lines of JSON, for programs: schema/events-v1.json describes them', {
    placeholder: 'FILE|fd:N',
  }),
  'exit-codes': string("Exit with docker compose's codes, or with those that tell why a command failed", {
    options: ['compose', 'detailed'],
  }),
  file: list('Compose configuration files', { char: 'f', placeholder: 'FILE' }),
  host: string('Engine to connect to, for instance tcp://host:2376', { char: 'H', placeholder: 'ADDRESS' }),
  'insecure-registry': list('Registry of compose projects that speaks HTTP without TLS', {
    placeholder: 'HOST',
    hidden: true,
  }),
  isolate: string(
    'Work on a copy of the project with containers, networks, volumes and host ports of its own; without a name it is called after the folder',
    { placeholder: 'NAME', bare: '' },
  ),
  'lock-timeout': string('How long to wait for another muster that changes the project, for instance 30s', {
    placeholder: 'DURATION',
  }),
  'no-isolate': boolean('Work on the project itself, whatever MUSTER_ISOLATE says'),
  parallel: int('Control max parallelism, -1 for unlimited', { placeholder: 'N' }),
  profile: list('Specify a profile to enable', { placeholder: 'NAME' }),
  progress: string('Set type of progress output', { options: ['auto', 'tty', 'plain', 'json', 'quiet'] }),
  'project-directory': string(
    'Specify an alternate working directory (default: the folder of the first compose file)',
    {
      placeholder: 'DIR',
    },
  ),
  'project-name': string('Project name', { char: 'p', placeholder: 'NAME' }),
  'speak-as': string('Whose version to tell: compose', { hidden: true }),
  workdir: string('Deprecated, use --project-directory', { hidden: true }),
  'no-ansi': boolean('Deprecated, use --ansi never', { hidden: true }),
  verbose: boolean('Show more output', { hidden: true }),
  version: boolean('Show the version', { char: 'v', hidden: true }),
}

/** Those that may also stand after the command: `--dry-run` (observed in docker compose 2.40.3), and what is only muster's. */
export const anywhereFlags: FlagsFor<
  Pick<
    Globals,
    | 'adopt'
    | 'allow-provider'
    | 'allow-remote'
    | 'dry-run'
    | 'events'
    | 'exit-codes'
    | 'insecure-registry'
    | 'isolate'
    | 'lock-timeout'
    | 'no-isolate'
  >
> = {
  adopt: globalFlags.adopt,
  'allow-provider': globalFlags['allow-provider'],
  'allow-remote': globalFlags['allow-remote'],
  'dry-run': globalFlags['dry-run'],
  events: globalFlags.events,
  'exit-codes': globalFlags['exit-codes'],
  'insecure-registry': globalFlags['insecure-registry'],
  isolate: globalFlags.isolate,
  'lock-timeout': globalFlags['lock-timeout'],
  'no-isolate': globalFlags['no-isolate'],
}
