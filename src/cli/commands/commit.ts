import { checkArguments } from '../argv/argument-count.ts'
import { boolean, type Command, defineCommand, int, list, string } from '../command.ts'

export const commit: Command = defineCommand({
  id: 'commit',
  summary: "Create a new image from a service container's changes",
  args: 'SERVICE [REPOSITORY[:TAG]]',
  flags: {
    author: string('Author (e.g., "John Hannibal Smith <hannibal@a-team.com>")', { char: 'a', placeholder: 'NAME' }),
    change: list('Apply Dockerfile instruction to the created image', { char: 'c', placeholder: 'INSTRUCTION' }),
    index: int('Index of the container if the service has multiple replicas', { placeholder: 'N' }),
    message: string('Commit message', { char: 'm', placeholder: 'TEXT' }),
    pause: boolean('Pause container during commit', { char: 'p', default: true }),
  },
  run: async ({ flags, args }, { project, world, dryRun }) => {
    checkArguments(args, { least: 1, most: 2 })
    const [service = '', reference = ''] = args
    const { author = '', message = '', index = 0, change: changes, pause: paused } = flags
    const { commit: make } = await import('../../api/commit.ts')
    const image = { reference, author, message, changes, paused }
    await make({ ...project, services: [], service, index, dryRun, ...image }, world())
    return 0
  },
})
