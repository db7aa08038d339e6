import { boolean, type Command, defineCommand, string } from '../command.ts'
import { runTransfer } from '../parts/run-transfer.ts'

export const pull: Command = defineCommand({
  id: 'pull',
  summary: 'Pull service images',
  args: '[SERVICE...]',
  flags: {
    'ignore-buildable': boolean('Ignore images that can be built'),
    'ignore-pull-failures': boolean('Pull what can be pulled and ignore images with pull failures'),
    'include-deps': boolean('Also pull services declared as dependencies'),
    'no-parallel': boolean('Deprecated, use --parallel before the command', { hidden: true }),
    parallel: boolean('Deprecated, has no effect', { hidden: true }),
    policy: string('Apply this pull policy to all services', { options: ['missing', 'always'] }),
    quiet: boolean('Pull without printing progress information', { char: 'q' }),
  },
  run: async ({ flags, args }, context) => {
    const dependencies = flags['include-deps'] ? 'follow' : args.length === 0 ? 'follow' : 'ignore'
    const request = {
      verb: 'pull',
      buildable: flags['ignore-buildable'] ? 'leave' : 'pull',
      failures: flags['ignore-pull-failures'] ? 'tolerated' : 'fatal',
      ...(flags.policy ? { policy: flags.policy } : {}),
    } as const
    const world = context.world({}, flags.quiet ? ['pull-image'] : [])
    const parallel = flags['no-parallel'] ? { parallel: 1 } : {}
    return await runTransfer(request, { services: args, dependencies }, { ...context, ...parallel, world })
  },
})
