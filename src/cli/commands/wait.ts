import { boolean, type Command, defineCommand } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const wait: Command = defineCommand({
  id: 'wait',
  summary: 'Block until containers of services stop; exits with the code of the last one',
  args: 'SERVICE [SERVICE...]',
  flags: {
    'down-project': boolean('Take the project down when the first container stops, and exit with its code'),
  },
  run: async ({ flags, args }, { project, world, terminal }) => {
    if (args.length === 0) throw new UsageError("'wait' requires at least 1 argument", 'name a service')
    const { wait: waitFor } = await import('../../api/wait.ts')
    const options = {
      ...project,
      services: args,
      atEnd: flags['down-project'] ? ('down' as const) : ('nothing' as const),
      onExit: (container: string, code: number) =>
        terminal.out.write(`container ${JSON.stringify(container)} exited with status code ${code}\n`),
    }
    return await waitFor(options, world())
  },
})
