import { type Command, defineCommand, string } from '../command.ts'

export const faultUndo: Command = defineCommand({
  id: 'fault undo',
  summary: 'Take back what killed faults have left behind',
  description:
    'Of all projects of this engine. A fault takes itself back, also when its process is killed, and any command that changes something does what is left; this one does nothing else.',
  flags: {
    'at-end-of': string('Wait for the end of the input, and take back this fault', { placeholder: 'ID', hidden: true }),
  },
  run: async ({ flags }, { world, terminal }) => {
    const id = flags['at-end-of']
    if (id !== undefined) for await (const _ of process.stdin);
    const { takeBackFaults } = await import('../../api/fault/take-back.ts')
    const wanted = id === undefined ? ({ faults: 'abandoned' } as const) : ({ faults: 'one', id } as const)
    for (const text of await takeBackFaults(wanted, world())) terminal.err.write(`${text}\n`)
    return 0
  },
})
