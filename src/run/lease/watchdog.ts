import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { musterNodeOptions, musterProgram, watchdogWord } from '../../watchdog-program.ts'

/** What a watchdog must know, as it is written into its pipe. */
export interface Charge {
  readonly lease: string
  /** A timed one lasts until the time that its note says, and the end of who has started the watchdog does not matter. */
  readonly kind: 'watched' | 'timed'
  /** Folder of the notes. */
  readonly notes: string
  readonly env: readonly (readonly [string, string])[]
  readonly home: string
  readonly host?: string
  readonly context?: string
}

/** What comes after the charge, a line each. */
export type Word =
  | { readonly project: string }
  /** A program of this machine that is to end with who has started it, and with it its process group; `start` as of an `Owner`. */
  | { readonly program: number; readonly start: string }
  /** Such a program is about to be started, with the lease in its environment (MUSTER_LEASE): its number may never be told. */
  | { readonly starting: 'program' }
  | { readonly farewell: true }

/** A watchdog at work. */
export interface Watchdog {
  readonly pid: number | undefined
  readonly tell: (word: Word) => void
  /** The last word: it ends, and touches nothing. */
  readonly dismiss: () => Promise<void>
}

/** What the way to an engine, and Node itself, depend on. A watchdog gets nothing else, above all no secrets. */
const passedOn =
  /^(DOCKER_(HOST|CONTEXT|CONFIG|TLS|TLS_VERIFY|CERT_PATH|API_VERSION)|HOME|XDG_\w+|PATH|LANG|LC_ALL|TMPDIR|LD_LIBRARY_PATH|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|MUSTER_NO_COMPILE_CACHE)$/

/** Variables that are paths, and are meant from the folder of who set them. */
const paths: ReadonlySet<string> = new Set(['DOCKER_CONFIG', 'DOCKER_CERT_PATH'])

/** By these the services that run jobs find what a job has left behind, and kill it. */
const free = { RUNNER_TRACKING_ID: '', JENKINS_NODE_COOKIE: 'dontKillMe', BUILD_ID: 'dontKillMe' }

/** The variables that a watchdog gets. */
export function watchdogEnvironment(env: ReadonlyMap<string, string>, cwd: string): readonly [string, string][] {
  return [...env]
    .filter(([name]) => passedOn.test(name))
    .map(([name, value]) => [name, paths.has(name) && value !== '' && !isAbsolute(value) ? join(cwd, value) : value])
}

/** Where there is one, it waits in the place of the watchdog. */
const shell = '/bin/sh'

/**
 * A shell needs a fiftieth of Node's memory to wait. When the pipe closes without a farewell it becomes the watchdog, which gets what was
 * written whole. Nothing of it is ever evaluated. No other program is started.
 */
const waiting = `trap '' HUP INT QUIT
said=
while IFS= read -r line; do
  case $line in '{"farewell":true}') exit 0 ;; esac
  said="$said\${said:+
}$line"
done
[ -n "$said" ] || exit 0
exec "$@" <<END
$said
END`

function commandOf({ kind }: Charge): readonly [string, ...string[]] {
  const watchdog = [process.execPath, ...musterNodeOptions, '--', musterProgram, watchdogWord] as const
  // The time of a timed one is looked at again and again.
  return kind === 'watched' && existsSync(shell) ? [shell, '-c', waiting, 'sh', ...watchdog] : watchdog
}

/**
 * Starts a process that outlives this one, whatever ends it, and learns of its end by the pipe between them. It has a
 * session of its own, no terminal, and the root as its folder. Keeps nobody waiting, and this process not from ending.
 * Each lease has its own: one for several would have to listen for them somewhere, and would take all of them along when it is killed.
 */
export function startWatchdog(charge: Charge): Watchdog {
  const [program, ...args] = commandOf(charge)
  const child = spawn(program, args, {
    cwd: '/',
    detached: true,
    env: { ...Object.fromEntries(charge.env), ...free },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const { stdin: pipe } = child
  // Should it be killed, the next command does its work.
  child.on('error', () => undefined).unref()
  pipe.on('error', () => undefined)
  if ('unref' in pipe && typeof pipe.unref === 'function') pipe.unref()
  const write = (value: Charge | Word): void => void pipe.write(`${JSON.stringify(value)}\n`)
  write(charge)
  return {
    pid: child.pid,
    tell: write,
    dismiss: async () => {
      write({ farewell: true })
      await new Promise<void>((resolve) => pipe.end(() => resolve()))
    },
  }
}
