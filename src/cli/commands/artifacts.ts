import { type Command, defineCommand } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const artifacts: Command = defineCommand({
  id: 'artifacts',
  summary: 'Keep the logs of every container, health checks, inspect output and a summary in a folder',
  description:
    'For a step of a CI job that runs when an earlier one has failed. Reads what is there of the project, also of containers that have ended, and leaves out the values of secrets. The folder is for its owner alone; a second time it is written anew.',
  args: 'DIR',
  minArgs: 1,
  flags: {},
  run: async ({ args }, context) => {
    const [folder = '', ...more] = args
    if (more.length > 0) throw new UsageError(`artifacts takes one folder, and ${args.length} were given`)
    if (context.dryRun)
      throw new UsageError('artifacts: --dry-run is not supported', 'nothing but the folder is changed')
    const { keepArtifacts } = await import('../parts/keep-artifacts.ts')
    await keepArtifacts(folder, context)
    return 0
  },
})
