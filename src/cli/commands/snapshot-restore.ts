import { type Command, defineCommand } from '../command.ts'
import { externalFlag, externalOf, oneName, refuseDryRun, unprotectFlag } from '../parts/snapshot-flags.ts'

export const snapshotRestore: Command = defineCommand({
  id: 'snapshot restore',
  summary: "Put the data of a snapshot in the project's volumes",
  description:
    'Stops what mounts the volumes, puts the data in place and starts it again, ready as before. When it is cut off, the next muster command that starts anything does it again from the beginning: old data or new data, never half.',
  args: 'NAME',
  minArgs: 1,
  flags: { external: externalFlag, unprotect: unprotectFlag },
  run: async ({ flags, given, args }, { project, world, dryRun }) => {
    refuseDryRun('snapshot restore', dryRun)
    const { restoreSnapshot } = await import('../../api/reset.ts')
    const name = oneName('snapshot restore', args)
    const { unprotect } = flags
    await restoreSnapshot({ ...project, services: [], name, external: externalOf(flags, given), unprotect }, world())
    return 0
  },
})
