import { boolean, type Command, defineCommand, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const timeline: Command = defineCommand({
  id: 'timeline',
  summary: 'Show how the last start-up went, and what it waited for',
  description:
    'Each `up` that does something is remembered, for each engine and project: what was pulled, built, created, started and waited for, and when. Shows the critical path, which decides how long it takes, and what would make it faster. Nothing is asked of the engine.',
  flags: {
    html: string('Write it as a page into a file', { placeholder: 'FILE' }),
    json: boolean('Print it as JSON'),
  },
  run: async ({ flags }, { project, world, terminal, save }) => {
    if (flags.json && flags.html !== undefined) throw new UsageError('--json and --html are incompatible')
    const { timeline: find } = await import('../../api/timeline.ts')
    const { showTimeline } = await import('../parts/show-timeline.ts')
    const found = await find({ ...project, services: [] }, world())
    const target =
      flags.html === undefined
        ? { format: flags.json ? ('json' as const) : ('text' as const) }
        : { format: 'html' as const, file: flags.html }
    await showTimeline(found, target, { to: 'out', terminal, save })
    return 0
  },
})
