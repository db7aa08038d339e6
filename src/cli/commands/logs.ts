import { boolean, type Command, defineCommand, int, string } from '../command.ts'
import { UsageError } from '../usage-error.ts'

export const logs: Command = defineCommand({
  id: 'logs',
  summary: 'View output from containers',
  args: '[SERVICE...]',
  flags: {
    follow: boolean('Follow log output', { char: 'f' }),
    index: int('Index of the container if the service has multiple replicas', { placeholder: 'N' }),
    merge: boolean('Put the lines of all containers in the order of their times'),
    'no-color': boolean('Produce monochrome output'),
    'no-log-prefix': boolean("Don't print prefix in logs"),
    raw: boolean('Leave terminal escapes in the output as they are'),
    since: string('Show logs since a time (2013-01-02T13:23:37Z) or a duration ago (42m)', { placeholder: 'TIME' }),
    tail: string('Number of lines to show from the end of the logs of each container (default all)', {
      char: 'n',
      placeholder: 'N',
    }),
    timestamps: boolean('Show timestamps', { char: 't' }),
    until: string('Show logs before a time or a duration ago', { placeholder: 'TIME' }),
  },
  run: async ({ flags, args }, { project, world }) => {
    const { index, since, until, follow, timestamps } = flags
    if (index !== undefined && index > 0 && args.length !== 1)
      throw new UsageError('--index requires one service to be selected')
    const outside = world({
      prefix: !flags['no-log-prefix'],
      color: !flags['no-color'],
      timestamps,
      to: 'stdout',
      raw: flags.raw,
    })
    const { logs: show } = await import('../../api/logs.ts')
    const range = {
      ...(since === undefined ? {} : { since }),
      ...(until === undefined ? {} : { until }),
      ...(index === undefined ? {} : { index }),
    }
    await show(
      {
        ...project,
        services: args,
        follow,
        tail: flags.tail ?? 'all',
        order: flags.merge ? 'time' : 'arrival',
        times: timestamps ? 'engine' : 'none',
        ...range,
      },
      outside,
    )
    return 0
  },
})
