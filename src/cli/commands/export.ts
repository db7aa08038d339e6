import { checkArguments } from '../argv/argument-count.ts'
import { type Command, defineCommand, int, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const exportCommand: Command = defineCommand({
  id: 'export',
  summary: "Export a service container's filesystem as a tar archive",
  args: 'SERVICE',
  flags: {
    index: int('Index of the container if the service has multiple replicas', { placeholder: 'N' }),
    output: string('Write to a file, instead of STDOUT', { char: 'o', placeholder: 'FILE' }),
  },
  run: async ({ flags, args }, { project, world, dryRun, terminal }) => {
    checkArguments(args, { least: 1 })
    const to = flags.output ?? ''
    if (to === '' && terminal.out.tty) throw new UsageError('output option is required when exporting to terminal')
    const { exportContainer } = await import('../../api/export.ts')
    const { writeFileWhole, writeStdout } = await import('../terminal/binary-output.ts')
    const write = async (tar: AsyncIterable<Uint8Array>): Promise<void> =>
      to === '' ? await writeStdout(tar) : await writeFileWhole(to, tar)
    const options = { ...project, services: [], service: args[0] ?? '', index: flags.index ?? 0, to }
    await exportContainer({ ...options, ...(dryRun ? {} : { write }) }, world())
    return 0
  },
})
