import { spawnSync } from 'node:child_process'
import type { Seat } from '../../api/exec.ts'
import { withoutEcho } from '../plugin/end-for-docker.ts'
import type { Context } from './context.ts'

/** Signals that programs send each other on purpose. Not the size of the window, nor those by which a shell stops a job. */
const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGALRM'] as const

/**
 * The streams and signals of this process; whoever listened to its signals until now gives them up. Who takes them decides
 * what becomes of them, but insisting ends the process: a third of those that end, or a second that is no Ctrl-C, is granted
 * some time, and one more none.
 */
export function seatOf(
  process: NodeJS.Process,
  { releaseSignals, leave, terminal }: Pick<Context, 'releaseSignals' | 'leave' | 'terminal'>,
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
      const insisted = insistence(leave)
      const listener = withoutEcho((name) => {
        insisted.count(name)
        received(name)
      })
      for (const name of forwarded) process.on(name, listener)
      releaseSignals()
      return () => {
        insisted.stop()
        forwarded.forEach((name) => process.off(name, listener))
      }
    },
    onUnread: (act) => terminal.beforeBroken(act),
  }
}

/** Milliseconds in which an engine that answers has killed a container and told so. */
const lastMoments = 10_000

function insistence(leave: Context['leave']): {
  readonly count: (name: NodeJS.Signals) => void
  readonly stop: () => void
} {
  let count = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  return {
    count: (name) => {
      if (!['SIGINT', 'SIGTERM', 'SIGHUP'].includes(name)) return
      count++
      const code = name === 'SIGHUP' ? 129 : 130
      if (timer !== undefined) leave(code)
      else if (count > 2 || (count > 1 && name !== 'SIGINT')) timer = setTimeout(() => leave(code), lastMoments)
    },
    stop: () => clearTimeout(timer),
  }
}
