import { boolean, type FlagsFor, int, list, string } from '../command.ts'
import type { ExclusiveFlags } from './checks.ts'

/** The values of `up`'s flags. */
export interface UpFlags extends ExclusiveFlags {
  readonly artifacts: string | undefined
  readonly menu: boolean
  readonly 'no-attach': readonly string[]
  readonly 'no-color': boolean
  readonly 'no-deps': boolean
  readonly 'no-fast-probes': boolean
  readonly 'no-log-prefix': boolean
  readonly pull: string | undefined
  readonly 'quiet-build': boolean
  readonly 'quiet-pull': boolean
  readonly ready: readonly string[]
  readonly 'rebuild-stale': boolean
  readonly 'remove-orphans': boolean
  readonly scale: readonly string[]
  readonly timeline: string | undefined
  readonly timeout: number | undefined
  readonly timestamps: boolean
  readonly 'wait-timeout': number | undefined
  readonly yes: boolean
}

/** All of docker compose 2.40.3's, and muster's own. */
export const upFlags: FlagsFor<UpFlags> = {
  'abort-on-container-exit': boolean('Stop all containers if any container was stopped'),
  'abort-on-container-failure': boolean('Stop all containers if any container exited with failure'),
  'always-recreate-deps': boolean('Recreate dependent containers'),
  artifacts: string(
    'Folder for what there is of the project at the end of this command, also when it fails or is interrupted: logs of every container, events, health checks, inspect output and a summary; not with --lease',
    { placeholder: 'DIR' },
  ),
  attach: list('Restrict attaching to the specified services', { placeholder: 'SERVICE' }),
  'attach-dependencies': boolean('Automatically attach to log output of dependent services'),
  build: boolean('Build images before starting containers'),
  detach: boolean('Run containers in the background', { char: 'd' }),
  'exit-code-from': string('Return the exit code of the selected service; implies --abort-on-container-exit', {
    placeholder: 'SERVICE',
  }),
  'force-recreate': boolean("Recreate containers even if their configuration and image haven't changed"),
  fresh: boolean(
    'Begin with nothing: first remove the containers of the project and their volumes, without waiting for them',
  ),
  menu: boolean(
    'Enable interactive shortcuts when running attached; at a terminal they are, unless COMPOSE_MENU or this turns them off',
    {
      default: true,
    },
  ),
  lease: boolean(
    'Let nothing survive this command: what it has created is removed when it ends, with its volumes, and also when it is killed; not with --detach or --wait',
  ),
  'no-attach': list('Do not attach to the specified services', { placeholder: 'SERVICE' }),
  'no-build': boolean("Don't build an image, even if it's policy"),
  'no-color': boolean('Produce monochrome output'),
  'no-deps': boolean("Don't start linked services"),
  'no-fast-probes': boolean("Leave healthchecks to the engine's own pace"),
  'no-log-prefix': boolean("Don't print prefix in logs"),
  'no-recreate': boolean("If containers already exist, don't recreate them"),
  'no-start': boolean("Don't start the services after creating them"),
  pull: string('Pull images before running', { options: ['always', 'missing', 'never', 'build'] }),
  'quiet-build': boolean('Suppress the build output'),
  'quiet-pull': boolean('Pull without printing progress information'),
  ready: list(
    'Count a service as ready when this holds, instead of its x-ready: tcp:PORT, http:PORT/PATH, https:PORT/PATH, log:REGEX, file:PATH',
    {
      placeholder: 'SERVICE=CONDITION',
    },
  ),
  'rebuild-stale': boolean('Build images anew whose Dockerfile, context, arguments or base changed'),
  'remove-orphans': boolean('Remove containers for services not defined in the Compose file'),
  'renew-anon-volumes': boolean('Recreate anonymous volumes instead of keeping their data', { char: 'V' }),
  scale: list('Scale SERVICE to NUM instances', { placeholder: 'SERVICE=NUM' }),
  timeline: string('Show what the start-up took and waited for: as text, json or html, or into a file', {
    placeholder: 'FILE|FORMAT',
    bare: 'text',
  }),
  timeout: int('Seconds until a container that does not stop is killed', { char: 't', placeholder: 'SECONDS' }),
  timestamps: boolean('Show timestamps'),
  ttl: string(
    'Remove the project, with the volumes created for it, after this time, for instance 2h; with --detach or --wait. Another --ttl gives it a new time, an `up` without takes it out',
    { placeholder: 'DURATION' },
  ),
  wait: boolean('Wait for services to be running or healthy; implies --detach'),
  'wait-timeout': int('Maximum duration in seconds to wait for the project', { placeholder: 'SECONDS' }),
  watch: boolean('Watch source code and rebuild/refresh containers when files are updated', { char: 'w' }),
  yes: boolean('Assume "yes" as answer to all prompts', { char: 'y', aliases: ['y'] }),
}

/** The values of `up` without any flag, for commands that are an `up` of their own. */
export function plainUpFlags(): UpFlags {
  return Object.fromEntries(Object.entries(upFlags).map(([name, flag]) => [name, flag.default])) as unknown as UpFlags
}
