import { type Command, defineCommand, int } from '../command.ts'
import { runLifecycle, timeoutOf } from '../parts/run-lifecycle.ts'

export const stop: Command = defineCommand({
  id: 'stop',
  summary: 'Stop services',
  args: '[SERVICE...]',
  flags: {
    timeout: int('Seconds until a container that does not stop is killed', { char: 't', placeholder: 'SECONDS' }),
  },
  run: async ({ flags, args }, context) =>
    await runLifecycle({ verb: 'stop', ...timeoutOf(flags) }, { services: args }, context),
})
