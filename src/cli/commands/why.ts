import { checkArguments } from '../argv/argument-count.ts'
import { boolean, type Command, defineCommand } from '../command.ts'

export const why: Command = defineCommand({
  id: 'why',
  summary: 'Explain why the containers of a service are as they are',
  description:
    'When, by which command and because of which changed attribute each container was made; why it does not run, or is unhealthy; and what `up` would do with it. Changes nothing. Of containers that docker compose has made, what their labels and the engine tell.',
  args: 'SERVICE',
  flags: { json: boolean('Print it as JSON') },
  run: async ({ flags, args }, { project, world, terminal }) => {
    checkArguments(args, { least: 1, most: 1 })
    const [service = ''] = args
    const { why: find } = await import('../../api/why.ts')
    const found = await find(service, { ...project, services: [] }, world())
    if (flags.json) {
      terminal.out.write(`${JSON.stringify(found, null, 2)}\n`)
      return 0
    }
    const { whyText } = await import('../../render/why.ts')
    terminal.out.write(whyText(found))
    return 0
  },
})
