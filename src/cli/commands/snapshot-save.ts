import { boolean, type Command, defineCommand } from '../command.ts'
import { externalFlag, externalOf, oneName, refuseDryRun } from '../parts/snapshot-flags.ts'

export const snapshotSave: Command = defineCommand({
  id: 'snapshot save',
  summary: "Keep a copy of the project's volumes",
  description:
    "Stops what writes to the project's volumes, copies them into volumes of their own, and starts it again, ready as before. Also volumes without a name; bind mounts are your own files and are left out. A snapshot is there whole or not at all. `down -v` leaves it; `snapshot rm` removes it.",
  args: 'NAME',
  minArgs: 1,
  flags: {
    external: externalFlag,
    force: boolean('Replace the snapshot of that name'),
    pause: boolean('Only freeze what writes while it is copied: quicker, and the copy is what a power cut would leave'),
  },
  run: async ({ flags, given, args }, { project, world, dryRun }) => {
    refuseDryRun('snapshot save', dryRun)
    const { saveSnapshot } = await import('../../api/snapshot.ts')
    const options = {
      ...project,
      services: [],
      name: oneName('snapshot save', args),
      writers: flags.pause ? ('pause' as const) : ('stop' as const),
      external: externalOf(flags, given),
      ...(flags.force ? { existing: 'replace' as const } : {}),
    }
    await saveSnapshot(options, world())
    return 0
  },
})
