import { booleanOf } from '../argv/flag-value.ts'
import { type Command, defineCommand } from '../command.ts'
import { upFlags } from '../up/flags.ts'
import { checkOrphans } from '../up/orphans.ts'

export const up: Command = defineCommand({
  id: 'up',
  summary: 'Create and start containers',
  args: '[SERVICE...]',
  flags: upFlags,
  run: async ({ flags, args, given }, context) => {
    checkOrphans({ flags, env: context.env })
    const { runUp } = await import('../up/run-up.ts')
    if (!context.dryRun) {
      const { agreeRemote } = await import('../terminal/agree-remote.ts')
      await agreeRemote({ ...context.project, services: args }, context, flags.yes ? 'yes' : 'ask')
    }
    const menu = given.has('menu') ? flags.menu : booleanOf(context.env.get('COMPOSE_MENU') ?? '') !== false
    return await runUp({ ...flags, menu }, args, context)
  },
})
