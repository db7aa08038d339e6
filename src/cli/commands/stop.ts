import { type Command, defineCommand } from '../command.ts'
import { runLifecycle } from '../parts/run-lifecycle.ts'
import { stopFlags, stopTimesOf } from '../parts/stop-flags.ts'

export const stop: Command = defineCommand({
  id: 'stop',
  summary: 'Stop services',
  args: '[SERVICE...]',
  flags: stopFlags,
  run: async ({ flags, args }, context) =>
    await runLifecycle({ verb: 'stop', ...stopTimesOf(flags) }, { services: args }, context),
})
