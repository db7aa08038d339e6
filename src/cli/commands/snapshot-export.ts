import { type Command, defineCommand } from '../command.ts'
import { refuseDryRun } from '../parts/snapshot-flags.ts'
import { UsageError } from '../usage-error.ts'

export const snapshotExport: Command = defineCommand({
  id: 'snapshot export',
  summary: 'Write a snapshot into a file',
  description:
    'An uncompressed tar of a manifest, `muster-snapshot.json`, and one tar for each volume, `volumes/0.tar` and so on. The file is there whole or not at all, and only you may read it.',
  args: 'NAME FILE',
  minArgs: 2,
  flags: {},
  run: async ({ args: [name = '', file = '', ...more] }, { project, world, dryRun }) => {
    refuseDryRun('snapshot export', dryRun)
    if (more.length > 0) throw new UsageError('snapshot export takes a name and a file')
    const { exportSnapshot } = await import('../../api/snapshot/archive-file.ts')
    await exportSnapshot({ ...project, services: [], name, file }, world())
    return 0
  },
})
