import { type Command, defineCommand, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const alphaGenerate: Command = defineCommand({
  id: 'alpha generate',
  summary: 'Generate a Compose file from existing containers',
  args: '[CONTAINERS...]',
  flags: {
    format: string('Format of the output', { options: ['yaml', 'json'] }),
    name: string('Project name to set in the Compose file', { placeholder: 'NAME' }),
    'project-dir': string('Directory to use for the project', { placeholder: 'DIR' }),
  },
  run: async ({ flags, args }, { project, world, terminal }) => {
    if (args.length === 0) throw new UsageError('at least one container must be specified')
    const format = flags.format ?? 'yaml'
    if (format !== 'yaml' && format !== 'json') throw new UsageError(`unsupported format ${JSON.stringify(format)}`)
    const { generate } = await import('../../api/generate.ts')
    const name = flags.name || (project.projectName ?? '')
    terminal.out.write(`${await generate({ containers: args, format, name }, world())}\n`)
    return 0
  },
})
