import { spawnSync } from 'node:child_process'
import type { Seat } from '../api/exec.ts'
import type { Context } from './context.ts'
import { withoutEcho } from './plugin/end-for-docker.ts'

/** Signals that programs send each other on purpose. Not the size of the window, nor those by which a shell stops a job. */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM'] as const

/** The streams and signals of this process; whoever listened to its signals until now gives them up. */
export function seatOf(
  process: NodeJS.Process,
  { releaseSignals, terminal }: Pick<Context, 'releaseSignals' | 'terminal'>,
): Seat {
  const { stdin, stdout, stderr } = process
  return {
    input: stdin,
    output: stdout,
    errors: stderr,
    terminal: { input: stdin.isTTY, output: stdout.isTTY },
    size: () => (stdout.isTTY && stdout.rows > 0 ? { rows: stdout.rows, columns: stdout.columns } : undefined),
    onResize: (changed) => {
      stdout.on('resize', changed)
      return () => stdout.off('resize', changed)
    },
    raw: () => {
      stdin.setRawMode(true)
      // Node's raw mode still turns \n into \r\n on its way out, which draws programs for the whole screen wrongly.
      spawnSync('stty', ['-opost'], { stdio: ['inherit', 'ignore', 'ignore'] })
      return () => void stdin.setRawMode(false)
    },
    onSignal: (received) => {
      const listener = withoutEcho(received)
      for (const name of forwarded) process.on(name, listener)
      releaseSignals()
      return () => forwarded.forEach((name) => process.off(name, listener))
    },
    onUnread: (act) => terminal.beforeBroken(act),
  }
}
