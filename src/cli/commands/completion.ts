import { checkArguments } from '../argv/argument-count.ts'
import { type Command, defineCommand } from '../command.ts'
import { completionScripts, shells } from '../completion/scripts.ts'
import { UsageError } from '../usage-error.ts'

export const completion: Command = defineCommand({
  id: 'completion',
  summary: 'Print what a shell reads to complete muster: bash, zsh or fish',
  description: 'For instance `source <(muster completion bash)`.',
  args: 'SHELL',
  flags: {},
  run: async ({ args }, { terminal }) => {
    if (args.length === 0) throw new UsageError('accepts 1 arg(s), received 0', `name a shell: ${shells.join(', ')}`)
    checkArguments(args, { least: 1, most: 1 })
    const shell = shells.find((known) => known === args[0])
    if (shell === undefined)
      throw new UsageError(`unknown shell ${JSON.stringify(args[0])}`, `use ${shells.join(', ')}`)
    terminal.out.write(completionScripts[shell])
    return await Promise.resolve(0)
  },
})
