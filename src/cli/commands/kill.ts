import { booleanOf } from '../argv/flag-value.ts'
import { boolean, type Command, defineCommand, string } from '../command.ts'
import { runLifecycle } from '../parts/run-lifecycle.ts'

export const kill: Command = defineCommand({
  id: 'kill',
  summary: 'Force stop service containers',
  args: '[SERVICE...]',
  flags: {
    'remove-orphans': boolean('Also kill containers for services not defined in the Compose file'),
    signal: string('Signal to send to the containers (default SIGKILL)', { char: 's', placeholder: 'SIGNAL' }),
  },
  run: async ({ flags, args }, context) => {
    const removes = flags['remove-orphans'] || booleanOf(context.env.get('COMPOSE_REMOVE_ORPHANS') ?? '') === true
    const orphans = removes ? 'remove' : 'keep'
    return await runLifecycle({ verb: 'kill', signal: flags.signal || 'SIGKILL', orphans }, { services: args }, context)
  },
})
