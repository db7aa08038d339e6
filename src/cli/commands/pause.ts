import { type Command, defineCommand } from '../command.ts'
import { runLifecycle } from '../parts/run-lifecycle.ts'

export const pause: Command = defineCommand({
  id: 'pause',
  summary: 'Pause services',
  args: '[SERVICE...]',
  flags: {},
  run: async ({ args }, context) => await runLifecycle({ verb: 'pause' }, { services: args }, context),
})
