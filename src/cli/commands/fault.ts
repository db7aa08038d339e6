import { type Command, defineCommand, int, string } from '../command.ts'
import { faultDelay, faultTime, lasting, runFault } from '../parts/run-fault.ts'

const ends = 'Lasts for --for, or until Ctrl-C or Enter, and is then taken back, also when muster is killed.'

export const faultPause: Command = defineCommand({
  id: 'fault pause',
  summary: 'Freeze services for a while',
  description: `Their processes stand still; connections stay open and nothing answers. ${ends}`,
  args: 'SERVICE...',
  minArgs: 1,
  flags: { for: lasting },
  run: async ({ flags, args }, context) =>
    await runFault({ fault: { kind: 'pause' }, services: args, time: faultTime(flags.for) }, context),
})

export const faultKill: Command = defineCommand({
  id: 'fault kill',
  summary: 'Kill services, and start them again after a while',
  description: `They get SIGKILL, as when memory runs out, and no restart policy starts them meanwhile. ${ends} Then they are started, and are ready at the end.`,
  args: 'SERVICE...',
  minArgs: 1,
  flags: { for: lasting },
  run: async ({ flags, args }, context) =>
    await runFault({ fault: { kind: 'kill' }, services: args, time: faultTime(flags.for) }, context),
})

export const faultStop: Command = defineCommand({
  id: 'fault stop',
  summary: 'Stop services, and start them again after a while',
  description: `They end as they do at \`stop\`. ${ends} Then they are started, and are ready at the end.`,
  args: 'SERVICE...',
  minArgs: 1,
  flags: {
    for: lasting,
    timeout: int('Seconds until a container that does not stop is killed', { char: 't', placeholder: 'SECONDS' }),
  },
  run: async ({ flags, args }, context) => {
    const time = flags.timeout === undefined ? {} : { timeout: flags.timeout }
    return await runFault({ fault: { kind: 'stop', ...time }, services: args, time: faultTime(flags.for) }, context)
  },
})

export const faultPartition: Command = defineCommand({
  id: 'fault partition',
  summary: 'Take services off their networks for a while',
  description: `Nobody reaches them, their published ports neither, and they reach nobody; they run on. ${ends} They get the same names back, and the same addresses unless a container that was started meanwhile has taken them.`,
  args: 'SERVICE...',
  minArgs: 1,
  flags: { for: lasting },
  run: async ({ flags, args }, context) =>
    await runFault({ fault: { kind: 'partition' }, services: args, time: faultTime(flags.for) }, context),
})

export const faultSlow: Command = defineCommand({
  id: 'fault slow',
  summary: 'Make services slow for a while',
  description: `Freezes them for --delay, lets them run for a quarter of that, and again: an answer takes up to --delay longer, and what they compute five times as long. It is no delay of packets on the network, which would take privileges. ${ends}`,
  args: 'SERVICE...',
  minArgs: 1,
  flags: {
    delay: string('How long they are frozen each time, for instance 200ms (the default)', { placeholder: 'DURATION' }),
    for: lasting,
  },
  run: async ({ flags, args }, context) => {
    const fault = { kind: 'slow', delay: faultDelay(flags.delay) } as const
    return await runFault({ fault, services: args, time: faultTime(flags.for) }, context)
  },
})
