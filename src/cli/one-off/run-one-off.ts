import { plainText } from '../../render/visible.ts'
import type { Given } from '../command.ts'
import type { Context } from '../session/context.ts'
import { seatOf } from '../session/seat.ts'
import type { RunFlags } from './flags.ts'
import { runOptions } from './options.ts'

/** `run`: with this process' streams, in the background, or only shown. Returns the exit code. */
export async function runOneOff(given: Given<RunFlags>, context: Context): Promise<number> {
  const options = runOptions(given, context)
  const { flags } = given
  const outside = context.world({}, [
    ...(flags['quiet-pull'] ? ['pull-image' as const] : []),
    ...(flags['quiet-build'] ? ['build-image' as const] : []),
  ])
  const { emit } = outside
  const world = flags.quiet
    ? { ...outside, emit: (event: Parameters<typeof emit>[0]) => void (isSaid(event.type) && emit(event)) }
    : outside
  if (context.dryRun) {
    const { plan } = await import('../../api/plan.ts')
    const { showPlanned } = await import('../parts/show-plan.ts')
    const asked = { ...options, services: [options.service], oneOff: options.service }
    const planned = await plan(asked, world)
    const line = `+ one more container of ${options.service}, for this command, after what follows`
    context.terminal.out.write(`${plainText(line)}\n`)
    return showPlanned(planned, { format: 'text', exitCode: 'plain' }, context.terminal)
  }
  const { agreeRemote } = await import('../terminal/agree-remote.ts')
  await agreeRemote({ ...context.project, services: [options.service] }, context, 'ask')
  const { run } = await import('../../api/run.ts')
  const result = await run(options, seatOf(process, context), world)
  if ('exitCode' in result) return result.exitCode
  context.terminal.out.write(`${result.id}\n`)
  return 0
}

function isSaid(type: string): boolean {
  return type === 'warning' || type === 'notice'
}
