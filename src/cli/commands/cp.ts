import { boolean, type Command, defineCommand, int } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const cp: Command = defineCommand({
  id: 'cp',
  summary: 'Copy files/folders between a service container and the local filesystem',
  args: 'SERVICE:SRC_PATH DEST_PATH|- or SRC_PATH|- SERVICE:DEST_PATH',
  flags: {
    all: boolean('Include containers created by the run command'),
    archive: boolean('Archive mode (copy all uid/gid information)', { char: 'a' }),
    'follow-link': boolean('Always follow symbol link in SRC_PATH', { char: 'L' }),
    index: int('Index of the container if the service has multiple replicas', { placeholder: 'N' }),
  },
  run: async ({ flags, args }, { project, world, dryRun }) => {
    const [from = '', to = '', ...rest] = args
    if (args.length < 2 || rest.length > 0)
      throw new UsageError(
        "'muster cp' requires 2 arguments",
        '`SERVICE:SRC_PATH DEST_PATH` or `SRC_PATH SERVICE:DEST_PATH`',
      )
    if (from === '') throw new UsageError('source can not be empty')
    if (to === '') throw new UsageError('destination can not be empty')
    const { requireText } = await import('../../api/world/current-folder.ts')
    requireText(from, 'source')
    requireText(to, 'destination')
    const { cp: copy } = await import('../../api/cp.ts')
    const { writeStdout } = await import('../terminal/binary-output.ts')
    const options = {
      ...project,
      services: [],
      from,
      to,
      index: flags.index ?? 0,
      oneOffs: flags.all ? ('include' as const) : ('leave' as const),
      links: flags['follow-link'] ? ('follow' as const) : ('keep' as const),
      owners: flags.archive ? ('kept' as const) : ('root' as const),
      dryRun,
      writeOut: writeStdout,
      standardInput: process.stdin,
    }
    await copy(options, world())
    return 0
  },
})
