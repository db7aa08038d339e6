import { type Command, defineCommand } from '../command.ts'
import { upFlags } from '../up-flags.ts'

export const up: Command = defineCommand({
  id: 'up',
  summary: 'Create and start containers',
  args: '[SERVICE...]',
  flags: upFlags,
  run: async ({ flags, args }, context) => {
    const { runUp } = await import('../run-up.ts')
    return await runUp(flags, args, context)
  },
})
