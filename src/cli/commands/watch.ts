import { boolean, type Command, defineCommand } from '../command.ts'
import { runWatch } from '../parts/run-watch.ts'

export const watch: Command = defineCommand({
  id: 'watch',
  summary: 'Watch build context for service and rebuild/refresh containers when files are updated',
  args: '[SERVICE...]',
  flags: {
    'no-up': boolean('Do not build & start services before watching'),
    prune: boolean('Prune dangling images on rebuild', { default: true }),
    quiet: boolean('hide build output'),
  },
  run: async ({ flags, args }, context) => await runWatch(flags, args, context),
})
