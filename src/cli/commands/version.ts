import { boolean, type Command, defineCommand, string } from '../command.ts'

export const version: Command = defineCommand({
  id: 'version',
  summary: 'Show the version of muster',
  flags: {
    format: string('Format of the output', { char: 'f', options: ['pretty', 'json'] }),
    short: boolean("Show only muster's version number"),
  },
  run: async ({ flags }, { terminal, speaksAs }) => {
    const { version: read } = await import('../../api/version.ts')
    const { version: number, composeVersion } = read()
    const shown = speaksAs === 'compose' ? composeVersion : number
    // Programs that call docker compose look for its version, in these forms.
    const rest = speaksAs === 'compose' ? { muster: number } : { compose: composeVersion }
    const words =
      speaksAs === 'compose'
        ? `Docker Compose version v${composeVersion} (muster ${number})`
        : `muster version ${number} (docker compose ${composeVersion})`
    if (flags.short) terminal.out.write(`${shown}\n`)
    else if (flags.format === 'json') terminal.out.write(`${JSON.stringify({ version: shown, ...rest })}\n`)
    else terminal.out.write(`${words}\n`)
    return 0
  },
})
