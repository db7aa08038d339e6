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
    const { undoFaults } = await import('../../api/fault.ts')
    const outside = world()
    const wanted = id === undefined ? ({ faults: 'abandoned' } as const) : ({ faults: 'one', id } as const)
    const engine = await outside.engine()
    const restored = async (project: string): Promise<void> => {
      const { finishRestoration } = await import('../../api/reset.ts')
      await finishRestoration(project, outside)
    }
    for (const text of await undoFaults(wanted, { engine, world: outside, restored })) terminal.err.write(`${text}\n`)
    return 0
  },
})
