import { boolean, type Command, defineCommand, int } from '../command.ts'
import { runLifecycle } from '../parts/run-lifecycle.ts'

export const start: Command = defineCommand({
  id: 'start',
  summary: 'Start services',
  description: 'Starts containers that are there; `up` and `create` make them.',
  args: '[SERVICE...]',
  flags: {
    'no-fast-probes': boolean("Leave healthchecks to the engine's own pace"),
    wait: boolean('Wait for services to be running or healthy'),
    'wait-timeout': int('Maximum duration in seconds to wait for the project', { placeholder: 'SECONDS' }),
  },
  run: async ({ flags, args }, context) => {
    const timeout = flags['wait-timeout']
    const wait = flags.wait ? 'ready' : 'none'
    const probes = flags['no-fast-probes'] ? 'engine' : 'own'
    const options = { services: args, ...(timeout === undefined ? {} : { waitTimeout: timeout }) }
    return await runLifecycle({ verb: 'start', wait, probes }, options, context)
  },
})
