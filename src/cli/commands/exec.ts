import { boolean, type Command, defineCommand, int, list, string } from '../command.ts'

export const exec: Command = defineCommand({
  id: 'exec',
  summary: 'Execute a command in a running container',
  args: 'SERVICE COMMAND [ARGS...]',
  flagsEnd: 'first',
  minArgs: 2,
  flags: {
    detach: boolean('Detached mode: run command in the background', { char: 'd' }),
    env: list('Set environment variables', { char: 'e', placeholder: 'NAME[=VALUE]' }),
    index: int('Index of the container if service has multiple replicas', { placeholder: 'N' }),
    interactive: boolean('Keep STDIN open even if not attached', { char: 'i', hidden: true, default: true }),
    'no-tty': boolean('Disable pseudo-TTY allocation (default: unless stdout is a terminal)', {
      char: 'T',
      aliases: ['no-TTY'],
    }),
    privileged: boolean('Give extended privileges to the process'),
    tty: boolean('Allocate a pseudo-TTY', { char: 't', hidden: true, default: true }),
    user: string('Run the command as this user', { char: 'u' }),
    workdir: string('Path to workdir directory for this command', { char: 'w', placeholder: 'DIR' }),
  },
  run: async ({ flags, given, args }, { project, world, terminal, dryRun, ...handover }) => {
    const [service = '', ...command] = args
    const { user, workdir, index } = flags
    const { seatOf } = await import('../session/seat.ts')
    const seat = seatOf(process, { terminal, ...handover })
    if (dryRun) return (terminal.err.write(`would run in ${service}: ${command.join(' ')}\n`), 0)
    const { exec: execute } = await import('../../api/exec.ts')
    const options = {
      ...project,
      service,
      command,
      environment: flags.env,
      detach: flags.detach,
      stdin: flags.interactive,
      tty: given.has('no-tty') ? !flags['no-tty'] : terminal.out.tty,
      privileged: flags.privileged,
      ...(index === undefined ? {} : { index }),
      ...(user === undefined ? {} : { user }),
      ...(workdir === undefined ? {} : { workingDir: workdir }),
    }
    return await execute(options, seat, world())
  },
})
