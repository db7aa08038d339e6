import { plainText } from '../../render/visible.ts'
import { boolean, type Command, defineCommand, string } from '../command.ts'
import { checkAnnotate, digestsOf, formatOf, viewOf } from '../parts/config-view.ts'

export const config: Command = defineCommand({
  id: 'config',
  summary: 'Parse, resolve and render compose file in canonical format',
  args: '[SERVICE...]',
  flags: {
    annotate: boolean('Say at the end of each line which file and line it comes from'),
    environment: boolean('Print environment used for interpolation'),
    format: string('Format of the output', { options: ['yaml', 'json'] }),
    hash: string('Print the service config hash, one per line (`*` for all)', { placeholder: 'SERVICE,...' }),
    images: boolean('Print the image names, one per line'),
    'lock-image-digests': boolean('Produce an override file with image digests'),
    models: boolean('Print the model names, one per line'),
    networks: boolean('Print the network names, one per line'),
    'no-consistency': boolean("Don't check model consistency"),
    'no-env-resolution': boolean("Don't resolve service env files"),
    'no-interpolate': boolean("Don't interpolate environment variables"),
    'no-normalize': boolean("Don't normalize compose model"),
    'no-path-resolution': boolean("Don't resolve file paths"),
    output: string('Save to file (default to stdout)', { char: 'o', placeholder: 'FILE' }),
    profiles: boolean('Print the profile names, one per line'),
    quiet: boolean("Only validate the configuration, don't print anything", { char: 'q' }),
    'resolve-image-digests': boolean('Pin image tags to digests'),
    services: boolean('Print the service names, one per line'),
    variables: boolean('Print model variables and default values'),
    volumes: boolean('Print the volume names, one per line'),
  },
  run: async ({ flags, args }, { project, loading, emit, save, terminal, world, dryRun }) => {
    const view = viewOf(flags)
    const format = formatOf(flags.format, view)
    if (flags.annotate) checkAnnotate(flags, view, format)
    const { config: read } = await import('../../api/config.ts')
    const { text, warnings } = await read(
      {
        ...project,
        services: args,
        view,
        format,
        ...digestsOf(flags),
        ...(flags.annotate ? { annotate: loading.cwd } : {}),
        ...(flags.hash === undefined ? {} : { hash: flags.hash.split(',') }),
        consistency: !flags['no-consistency'],
        interpolate: !flags['no-interpolate'],
        normalize: !flags['no-normalize'] && !project.compatibility,
        resolvePaths: !flags['no-path-resolution'],
      },
      { ...loading, engine: () => world().engine() },
    )
    for (const diagnostic of warnings) emit({ type: 'warning', message: diagnostic.message, diagnostic })
    // Lists go to stdout whatever the flags say (observed with docker compose 2.40.3).
    if (view !== 'model') terminal.out.write(terminal.out.tty ? text.split('\n').map(plainText).join('\n') : text)
    else if (flags.quiet) return 0
    else if (flags.output !== undefined && flags.output !== '') {
      if (dryRun) terminal.err.write(` DRY-RUN MODE -  ${flags.output} is not written\n`)
      else await save(flags.output, text)
    } else terminal.out.write(text)
    return 0
  },
})
