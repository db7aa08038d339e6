import { boolean, type Command, defineCommand, list, string } from '../command.ts'
import { buildRequest } from '../parts/build-request.ts'
import { runTransfer } from '../parts/run-transfer.ts'

export const build: Command = defineCommand({
  id: 'build',
  summary: 'Build or rebuild services',
  args: '[SERVICE...]',
  globals: ['progress'],
  flags: {
    'build-arg': list('Set build-time variables for services', { placeholder: 'KEY[=VALUE]' }),
    builder: string('Builder to use', { placeholder: 'NAME' }),
    check: boolean('Check the Dockerfiles without building'),
    compress: boolean('Deprecated, has no effect', { hidden: true }),
    'force-rm': boolean('Deprecated, has no effect', { hidden: true }),
    memory: string('Memory limit of the classic builder; BuildKit ignores it', { char: 'm', placeholder: 'BYTES' }),
    'no-cache': boolean('Do not use cache when building the image'),
    'no-rm': boolean('Deprecated, has no effect', { hidden: true }),
    parallel: boolean('Deprecated, has no effect', { hidden: true, default: true }),
    print: boolean('Print the equivalent bake file'),
    progress: string('Deprecated, the same as --progress before the command', { hidden: true }),
    provenance: string('Add a provenance attestation', { placeholder: 'MODE' }),
    pull: boolean('Always attempt to pull a newer version of the base images'),
    push: boolean('Push service images'),
    quiet: boolean('Suppress the build output', { char: 'q' }),
    sbom: string('Add an SBOM attestation', { placeholder: 'MODE' }),
    ssh: string('SSH authentications used when building: `default` for the SSH agent, or NAME=PATH', {
      placeholder: 'ID',
    }),
    'with-dependencies': boolean('Also build dependencies (transitively)'),
  },
  run: async ({ flags, args }, context) => {
    const request = buildRequest(flags, process.cwd())
    const dependencies = flags['with-dependencies'] ? 'follow' : 'ignore'
    const world = context.world({}, [], flags.quiet ? 'nowhere' : 'stdout')
    if (flags.print) {
      const { bakeFile } = await import('../../api/bake-file.ts')
      context.terminal.out.write(await bakeFile(request, { ...context.project, services: args, dependencies }, world))
      return 0
    }
    return await runTransfer(request, { services: args, dependencies }, { ...context, world })
  },
})
