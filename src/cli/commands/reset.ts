import { boolean, type Command, defineCommand, string } from '../command.ts'
import { externalFlag, externalOf, refuseDryRun, unprotectFlag } from '../parts/snapshot-flags.ts'
import { UsageError } from '../usage-error.ts'

export const reset: Command = defineCommand({
  id: 'reset',
  summary: 'Give the volumes the data of a snapshot, or make them as new',
  description:
    'To the snapshot that --to names, else to the newest one; where the project has none, the volumes are emptied and get what a new volume would get from the images. Stops and starts only the services that mount the volumes, and waits until they are ready. With services: only the volumes that they mount. When it is cut off, the next muster command that starts anything does it again from the beginning; where containers have worked on the data since, that command asks you to choose: another reset, or --abandon.',
  args: '[SERVICE...]',
  flags: {
    abandon: boolean('Keep the data as it is where a reset or a restoration was cut off, and do nothing else'),
    empty: boolean('Make the volumes as new, also where there is a snapshot'),
    external: externalFlag,
    to: string('The snapshot', { placeholder: 'NAME' }),
    unprotect: unprotectFlag,
  },
  run: async ({ flags, given, args }, { project, world, emit, dryRun }) => {
    refuseDryRun('reset', dryRun)
    if (flags.empty && flags.to !== undefined)
      throw new UsageError('--empty and --to exclude each other', 'give one of them')
    if (flags.abandon) {
      if (flags.empty || flags.to !== undefined || args.length > 0)
        throw new UsageError('--abandon goes with nothing else', 'it keeps the data of the whole project as it is')
      const { abandonReset } = await import('../../api/reset.ts')
      const abandoned = await abandonReset({ ...project, services: [] }, world())
      const message = abandoned ? 'the data is kept as it is' : 'no reset was cut off'
      emit({ type: 'notice', message })
      return 0
    }
    const { resetTo } = await import('../../api/reset.ts')
    const to = flags.empty ? ('empty' as const) : flags.to === undefined ? ('newest' as const) : { snapshot: flags.to }
    const options = { ...project, services: args, to, external: externalOf(flags, given), unprotect: flags.unprotect }
    const { snapshot } = await resetTo(options, world())
    if (flags.to === undefined)
      emit({
        type: 'notice',
        message: snapshot === undefined ? 'the volumes are as new' : `reset to snapshot ${snapshot}`,
      })
    return 0
  },
})
