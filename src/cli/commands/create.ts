import { type Command, defineCommand } from '../command.ts'
import { plainUpFlags, upFlags } from '../up/flags.ts'

export const create: Command = defineCommand({
  id: 'create',
  summary: 'Create containers for services',
  args: '[SERVICE...]',
  flags: {
    build: upFlags.build,
    'force-recreate': upFlags['force-recreate'],
    'no-build': upFlags['no-build'],
    'no-recreate': upFlags['no-recreate'],
    pull: upFlags.pull,
    'quiet-pull': upFlags['quiet-pull'],
    'rebuild-stale': upFlags['rebuild-stale'],
    'remove-orphans': upFlags['remove-orphans'],
    scale: upFlags.scale,
    yes: upFlags.yes,
  },
  run: async ({ flags, args }, context) => {
    const { runUp } = await import('../up/run-up.ts')
    return await runUp({ ...plainUpFlags(), ...flags, 'no-start': true }, args, context)
  },
})
