import { type Command, defineCommand } from '../command.ts'
import { runFlags } from '../one-off/flags.ts'

export const run: Command = defineCommand({
  id: 'run',
  summary: 'Run a one-off command on a service',
  args: 'SERVICE [COMMAND] [ARGS...]',
  flagsEnd: 'first',
  minArgs: 1,
  flags: runFlags,
  run: async (given, context) => {
    const { runOneOff } = await import('../one-off/run-one-off.ts')
    return await runOneOff(given, context)
  },
})
