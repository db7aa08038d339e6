import { type Command, defineCommand } from '../command.ts'
import { testFlags } from '../test/flags.ts'

export const test: Command = defineCommand({
  id: 'test',
  summary: 'Bring up a fresh copy of the project, run a test in it, and throw it away',
  description:
    'The test is a service, or after `--` a command of this machine, which gets the published ports (MUSTER_HOST_DB_5432, MUSTER_PORT_DB_5432, DB_HOST, DB_PORT) and COMPOSE_PROJECT_NAME. Exits with the code of the test; 4 when the project did not come up (the test is not run then) or a service failed meanwhile, 5 when the test took too long, 130, 143 or 129 when it was interrupted.',
  args: '(SERVICE [ARGS...] | -- COMMAND [ARGS...])',
  flagsEnd: 'first',
  minArgs: 1,
  flags: testFlags,
  run: async (given, context) => {
    const { runTest } = await import('../test/run-test.ts')
    return await runTest(given, context)
  },
})
