import { boolean, type Command, defineCommand, int, string } from '../command.ts'

export const attach: Command = defineCommand({
  id: 'attach',
  summary: "Attach local standard input, output, and error streams to a service's running container",
  args: 'SERVICE',
  minArgs: 1,
  flags: {
    'detach-keys': string('Override the key sequence for detaching from a container', { placeholder: 'KEYS' }),
    index: int('Index of the container if service has multiple replicas', { placeholder: 'N' }),
    'no-stdin': boolean('Do not attach STDIN'),
    'sig-proxy': boolean('Proxy all received signals to the process', { default: true }),
  },
  run: async ({ flags, args }, { project, world, dryRun, terminal, ...handover }) => {
    const [service = ''] = args
    if (dryRun) return (terminal.err.write(`would attach to ${service}\n`), 0)
    const keys = flags['detach-keys']
    const { seatOf } = await import('../session/seat.ts')
    const { attach: connect } = await import('../../api/attach.ts')
    const options = {
      ...project,
      service,
      stdin: !flags['no-stdin'],
      signals: flags['sig-proxy'] ? ('proxy' as const) : ('own' as const),
      ...(flags.index === undefined ? {} : { index: flags.index }),
      ...(keys === undefined ? {} : { detachKeys: keys }),
    }
    return await connect(options, seatOf(process, { terminal, ...handover }), world())
  },
})
