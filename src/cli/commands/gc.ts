import { boolean, type Command, defineCommand, string } from '../command.ts'

export const gc: Command = defineCommand({
  id: 'gc',
  summary: 'Remove what is left of leases that are over',
  description:
    'Lists what `up --lease`, `up --ttl` and `test` have made, and removes it where the process is dead that held it, or its time is over. What only says so by its labels, and was made by another user or on another machine, is shown, and removed after a yes. Images are left alone.',
  flags: {
    json: boolean('Print what was found as JSON'),
    'older-than': string('Only what is at least so old, for instance 2h', { placeholder: 'DURATION' }),
    yes: boolean('Assume "yes" as answer to all prompts', { char: 'y', aliases: ['y'] }),
  },
  run: async ({ flags }, context) => {
    const { runGc } = await import('../parts/run-gc.ts')
    return await runGc(flags, context)
  },
})
