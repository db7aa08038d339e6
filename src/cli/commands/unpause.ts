import { type Command, defineCommand } from '../command.ts'
import { runLifecycle } from '../parts/run-lifecycle.ts'

export const unpause: Command = defineCommand({
  id: 'unpause',
  summary: 'Unpause services',
  args: '[SERVICE...]',
  flags: {},
  run: async ({ args }, context) => await runLifecycle({ verb: 'unpause' }, { services: args }, context),
})
