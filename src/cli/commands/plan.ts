import { boolean, type Command, defineCommand } from '../command.ts'
import { checkUpFlags } from '../up/checks.ts'
import { upFlags } from '../up/flags.ts'
import { upOptions } from '../up/options.ts'
import { checkOrphans } from '../up/orphans.ts'

export const plan: Command = defineCommand({
  id: 'plan',
  summary: 'Show what `up` would do and why, without doing it',
  description:
    'Takes the flags of `up`. Reads the files and looks at the engine; never changes anything. Exits 7 where `up` would refuse.',
  args: '[SERVICE...]',
  flags: {
    ...upFlags,
    'detailed-exitcode': boolean('Exit with 2 when there is something to do'),
    down: boolean('Show what `down` would do'),
    json: boolean('Print the steps as JSON'),
    steps: boolean('Print every step in its order, with what it waits for'),
  },
  run: async ({ flags, args }, context) => {
    checkUpFlags(flags)
    checkOrphans({ flags, env: context.env })
    const options = upOptions(flags, args, context)
    const { showPlan, showPlanned } = await import('../parts/show-plan.ts')
    const format = flags.json ? 'json' : flags.steps ? 'steps' : 'text'
    const exitCode = flags['detailed-exitcode'] ? 'detailed' : 'plain'
    if (flags.down) {
      const { downPlan } = await import('../../api/down.ts')
      const { project, services } = { project: context.project, services: args }
      return showPlan(await downPlan({ ...project, services }, context.world()), { format, exitCode }, context.terminal)
    }
    const { plan: planned } = await import('../../api/plan.ts')
    return showPlanned(await planned(options, context.world()), { format, exitCode }, context.terminal)
  },
})
