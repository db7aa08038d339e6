import { boolean, type Command, defineCommand } from '../command.ts'
import { refuseDryRun } from '../parts/snapshot-flags.ts'
import { UsageError } from '../usage-error.ts'

export const snapshotImport: Command = defineCommand({
  id: 'snapshot import',
  summary: 'Make a snapshot of a file that `snapshot export` wrote',
  description:
    'Under the name that it had, or under NAME. What the file holds gets into new volumes and nowhere else: entries that lead out of their volume, devices and compressed archives are refused, and then nothing is left.',
  args: 'FILE [NAME]',
  minArgs: 1,
  flags: { force: boolean('Replace the snapshot of that name') },
  run: async ({ flags, args: [file = '', name, ...more] }, { project, world, dryRun }) => {
    refuseDryRun('snapshot import', dryRun)
    if (more.length > 0) throw new UsageError('snapshot import takes a file and a name')
    const { importSnapshot } = await import('../../api/snapshot/archive-file.ts')
    const options = {
      ...(name === undefined ? {} : { name }),
      ...(flags.force ? { existing: 'replace' as const } : {}),
    }
    await importSnapshot({ ...project, services: [], file, ...options }, world())
    return 0
  },
})
