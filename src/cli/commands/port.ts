import { checkArguments } from '../argv/argument-count.ts'
import { type Command, defineCommand, int, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const port: Command = defineCommand({
  id: 'port',
  summary: 'Print the public port for a port binding',
  args: 'SERVICE PRIVATE_PORT',
  flags: {
    index: int('Index of the container if the service has multiple replicas', { placeholder: 'N' }),
    protocol: string('tcp or udp (default tcp)', { options: ['tcp', 'udp'] }),
  },
  run: async ({ flags, args }, { project, world, terminal }) => {
    checkArguments(args, { least: 2 })
    const [service = '', text = ''] = args
    const target = readPort(text)
    const { port: find } = await import('../../api/port.ts')
    const protocol = (flags.protocol ?? 'tcp').toLowerCase()
    const options = { ...project, services: [], service, target, protocol, index: flags.index ?? 0 }
    terminal.out.write(`${await find(options, world())}\n`)
    return 0
  },
})

/** Go's strconv.ParseUint with 16 bits. */
function readPort(text: string): number {
  const why = !/^\d+$/.test(text) ? 'invalid syntax' : Number(text) > 65_535 ? 'value out of range' : undefined
  if (why !== undefined)
    throw new UsageError(
      `strconv.ParseUint: parsing ${JSON.stringify(text)}: ${why}`,
      'the port is a number; its protocol is given with --protocol',
    )
  return Number(text)
}
