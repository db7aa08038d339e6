import { type Command, defineCommand } from '../command.ts'
import { refuseDryRun } from '../parts/snapshot-flags.ts'

export const snapshotRm: Command = defineCommand({
  id: 'snapshot rm',
  summary: 'Remove snapshots of the project',
  description: 'Removes all that are named, or, when there is no snapshot of one of the names, none.',
  args: 'NAME...',
  minArgs: 1,
  flags: {},
  run: async ({ args }, { project, world, dryRun }) => {
    refuseDryRun('snapshot rm', dryRun)
    const { removeSnapshots } = await import('../../api/snapshot.ts')
    await removeSnapshots({ ...project, services: [], names: args }, world())
    return 0
  },
})
