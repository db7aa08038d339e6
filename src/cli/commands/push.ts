import { boolean, type Command, defineCommand } from '../command.ts'
import { runTransfer } from '../parts/run-transfer.ts'

export const push: Command = defineCommand({
  id: 'push',
  summary: 'Push service images',
  description: 'Pushes the images of services that have both `build` and `image`.',
  args: '[SERVICE...]',
  flags: {
    'ignore-push-failures': boolean('Push what can be pushed and ignore images with push failures'),
    'include-deps': boolean('Also push images of services declared as dependencies'),
    quiet: boolean('Push without printing progress information', { char: 'q' }),
  },
  run: async ({ flags, args }, context) => {
    const dependencies = flags['include-deps'] ? 'follow' : 'ignore'
    const failures = flags['ignore-push-failures'] ? 'tolerated' : 'fatal'
    const world = context.world({}, [], flags.quiet ? 'nowhere' : 'progress')
    return await runTransfer({ verb: 'push', failures }, { services: args, dependencies }, { ...context, world })
  },
})
