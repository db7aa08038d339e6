import type { Exit } from '../../../run/logs/attach.ts'
import { endedWith, failedAmong } from '../ended-with.ts'
import type { Asked, Session } from './session.ts'
import { stopAll } from './stop-all.ts'

/**
 * Stops what still runs, where one end ends all or Ctrl-C asks for it, and resolves with the exit code of docker compose
 * (COMPOSE.md: exit codes). Throws as `stop`.
 */
export async function finish(session: Session, exit: Exit | undefined, asked: Asked): Promise<number> {
  const { world, options } = asked
  const kill = exit === undefined ? world.force : AbortSignal.any([world.signal, world.force])
  if (exit !== undefined || world.signal.aborted) {
    const message = world.signal.aborted
      ? 'Gracefully Stopping... press Ctrl+C again to force'
      : 'Aborting on container exit...'
    world.emit({ type: 'notice', message })
    await stopAll(session, kill, asked)
  }
  if (world.signal.aborted && (world.force.aborted || options.desk?.stopped() !== true)) return 130
  return await codeAtEnd(exit, session, asked)
}

async function codeAtEnd(exit: Exit | undefined, { sight }: Session, { options, world }: Asked): Promise<number> {
  const { exitCodeFrom, services, failures } = options
  if (exitCodeFrom !== undefined)
    return exit?.service === exitCodeFrom ? exit.exitCode : await endedWith(exitCodeFrom, sight)
  const counts = failures === 'count' && exit === undefined && !world.signal.aborted
  return counts ? await failedAmong(services.length > 0 ? sight.policy.targets : [], sight) : (exit?.exitCode ?? 0)
}
