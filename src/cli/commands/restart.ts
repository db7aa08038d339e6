import { boolean, type Command, defineCommand, int } from '../command.ts'
import { runLifecycle, timeoutOf } from '../parts/run-lifecycle.ts'

export const restart: Command = defineCommand({
  id: 'restart',
  summary: 'Restart service containers',
  description: 'A changed file is not applied by a restart: use `up`.',
  args: '[SERVICE...]',
  flags: {
    'no-deps': boolean("Don't restart dependent services"),
    timeout: int('Seconds until a container that does not stop is killed', { char: 't', placeholder: 'SECONDS' }),
  },
  run: async ({ flags, args }, context) => {
    const dependents = flags['no-deps'] ? 'stay' : 'follow'
    return await runLifecycle({ verb: 'restart', dependents, ...timeoutOf(flags) }, { services: args }, context)
  },
})
