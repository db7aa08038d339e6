import { boolean, type Command, defineCommand } from '../command.ts'

export const rm: Command = defineCommand({
  id: 'rm',
  summary: 'Remove stopped service containers',
  description: 'Anonymous volumes stay unless -v is given. Data that is not in a volume is lost.',
  args: '[SERVICE...]',
  flags: {
    all: boolean('Deprecated, has no effect', { char: 'a', hidden: true }),
    force: boolean("Don't ask to confirm removal", { char: 'f' }),
    stop: boolean('Stop the containers, if required, before removing', { char: 's' }),
    volumes: boolean('Remove any anonymous volumes attached to containers', { char: 'v' }),
  },
  run: async ({ flags, args }, { project, world, dryRun, terminal, progress, drawing }) => {
    const options = {
      ...project,
      services: args,
      running: flags.stop ? ('stop' as const) : ('leave' as const),
      anonymousVolumes: flags.volumes ? ('remove' as const) : ('keep' as const),
    }
    const outside = world()
    const { remove, removePlan } = await import('../../api/remove.ts')
    if (dryRun) {
      const { showDryRun } = await import('../parts/show-plan.ts')
      return showDryRun(await removePlan(options, outside), { progress, drawing, terminal })
    }
    const ask = async (containers: readonly string[]): Promise<boolean> => {
      const question = `Going to remove ${containers.join(', ')}`
      if (!flags.force) {
        const { confirm } = await import('../terminal/confirm.ts')
        const [answer] = await confirm([question], { terminal, stdin: process.stdin, signal: outside.signal })
        return answer === true
      }
      terminal.out.write(`${question}\n`)
      return true
    }
    await remove({ ...options, confirm: ask }, outside)
    return 0
  },
})
