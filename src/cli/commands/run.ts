import { type Command, defineCommand } from '../command.ts'
export const run: Command = defineCommand({ id: 'run', summary: '', flags: {}, run: async () => await Promise.resolve(0) })
