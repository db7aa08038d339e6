import { boolean, defineCommand, string } from '../command.ts'
import type { Command } from '../command.ts'

export const version: Command = defineCommand({
  id: 'version',
  summary: 'Show the version of muster',
  flags: {
    format: string('Format of the output', { char: 'f', options: ['pretty', 'json'] }),
    short: boolean("Show only muster's version number"),
  },
  run: async ({ flags }, { terminal }) => {
    const { version: read } = await import('../../api/version.ts')
    const { version: number, composeVersion } = read()
    if (flags.short) terminal.out.write(`${number}\n`)
    else if (flags.format === 'json')
      terminal.out.write(`${JSON.stringify({ version: number, compose: composeVersion })}\n`)
    else terminal.out.write(`muster version ${number} (docker compose ${composeVersion})\n`)
    return 0
  },
})
