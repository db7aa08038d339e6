import { boolean, type Command, defineCommand } from '../command.ts'
import { runLifecycle } from '../parts/run-lifecycle.ts'
import { stopFlags, stopTimesOf } from '../parts/stop-flags.ts'

export const restart: Command = defineCommand({
  id: 'restart',
  summary: 'Restart service containers',
  description: 'A changed file is not applied by a restart: use `up`.',
  args: '[SERVICE...]',
  flags: {
    'no-deps': boolean("Don't restart dependent services"),
    ...stopFlags,
  },
  run: async ({ flags, args }, context) => {
    const dependents = flags['no-deps'] ? 'stay' : 'follow'
    return await runLifecycle({ verb: 'restart', dependents, ...stopTimesOf(flags) }, { services: args }, context)
  },
})
