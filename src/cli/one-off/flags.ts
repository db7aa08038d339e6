import { boolean, type FlagsFor, list, string } from '../command.ts'

export interface RunFlags {
  readonly build: boolean
  readonly 'cap-add': readonly string[]
  readonly 'cap-drop': readonly string[]
  readonly detach: boolean
  readonly entrypoint: string | undefined
  readonly env: readonly string[]
  readonly 'env-from-file': readonly string[]
  readonly interactive: boolean
  readonly label: readonly string[]
  readonly name: string | undefined
  readonly 'no-TTY': boolean
  readonly 'no-deps': boolean
  readonly publish: readonly string[]
  readonly pull: string | undefined
  readonly quiet: boolean
  readonly 'quiet-build': boolean
  readonly 'quiet-pull': boolean
  readonly 'rebuild-stale': boolean
  readonly 'remove-orphans': boolean
  readonly rm: boolean
  readonly 'service-ports': boolean
  readonly tty: boolean
  readonly 'use-aliases': boolean
  readonly user: string | undefined
  readonly volume: readonly string[]
  readonly workdir: string | undefined
}

/** All of docker compose 2.40.3's, and `--rebuild-stale`. */
export const runFlags: FlagsFor<RunFlags> = {
  build: boolean('Build image before starting container'),
  'cap-add': list('Add Linux capabilities', { placeholder: 'CAPABILITY' }),
  'cap-drop': list('Drop Linux capabilities', { placeholder: 'CAPABILITY' }),
  detach: boolean('Run container in background and print container ID', { char: 'd' }),
  entrypoint: string('Override the entrypoint of the image', { placeholder: 'COMMAND' }),
  env: list('Set environment variables', { char: 'e', placeholder: 'NAME[=VALUE]' }),
  'env-from-file': list('Set environment variables from file', { placeholder: 'FILE' }),
  interactive: boolean('Keep STDIN open even if not attached', { char: 'i', default: true }),
  label: list('Add or override a label', { char: 'l', aliases: ['labels'], placeholder: 'KEY=VALUE' }),
  name: string('Assign a name to the container'),
  'no-TTY': boolean('Disable pseudo-TTY allocation (default: auto-detected)', { char: 'T', aliases: ['no-tty'] }),
  'no-deps': boolean("Don't start linked services"),
  publish: list("Publish a container's port(s) to the host", { char: 'p', placeholder: 'PORT' }),
  pull: string('Pull image before running', { options: ['always', 'missing', 'never'] }),
  quiet: boolean('Show warnings and the output of the container only', { char: 'q' }),
  'quiet-build': boolean('Suppress progress output from the build process'),
  'quiet-pull': boolean('Pull without printing progress information'),
  'rebuild-stale': boolean('Build images anew whose Dockerfile, context, arguments or base changed'),
  'remove-orphans': boolean('Remove containers for services not defined in the Compose file'),
  rm: boolean('Automatically remove the container when it exits'),
  'service-ports': boolean("Run command with all service's ports enabled and mapped to the host", { char: 'P' }),
  tty: boolean('Allocate a pseudo-TTY', { char: 't', hidden: true, default: true }),
  'use-aliases': boolean("Use the service's network aliases in the networks that the container connects to"),
  user: string('Run as specified username or uid', { char: 'u' }),
  volume: list('Bind mount a volume', { char: 'v', aliases: ['volumes'] }),
  workdir: string('Working directory inside the container', { char: 'w', placeholder: 'DIR' }),
}
