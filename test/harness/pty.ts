import { execFileSync } from 'node:child_process'
import { type Launch, musterPath, type Running, start } from './command.ts'
import type { TestProject } from './project.ts'

/** A command at a terminal of its own, made by `script` (util-linux). A shell stays on it, so that its modes can be asked for afterwards. */
export interface AtTerminal {
  /** Types. */
  type(keys: string): void
  seen(pattern: RegExp): Promise<void>
  output(): string
  /** Changes the window's size, as a terminal emulator does. */
  resize(rows: number, columns: number): void
  /** Whether keys come as they are typed. */
  isRaw(): boolean
  /** Sends a signal to the command alone. */
  signal(signal: NodeJS.Signals): void
  /** Takes the terminal away, as a window that is closed or a connection that breaks does. */
  hangUp(): void
  /** The command's exit code, when it has ended. The terminal's modes are as before, or this rejects. */
  ended(): Promise<number>
}

/** Detaches by default. */
export const ctrlPQ = '\x10\x11'

/** Starts `muster -p NAME ARGS` at a terminal of 30 rows and 90 columns. */
export async function atTerminal(
  project: TestProject,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<AtTerminal> {
  return await commandAtTerminal([musterPath, '-p', project.name, ...args], { cwd: project.directory, env })
}

/** Starts any command at a terminal of 30 rows and 90 columns. */
export async function commandAtTerminal(argv: readonly string[], launch: Launch): Promise<AtTerminal> {
  const command = argv.map(quoted).join(' ')
  const lines = [
    // Ctrl-C goes to the shell, too, and ends most of them; a trap is not handed on to what it starts.
    'trap : INT',
    'stty rows 30 cols 90',
    'before=$(stty -g)',
    'echo "<tty $(tty)>"',
    `sh -c ${quoted(`echo "<pid $$>"; exec ${command}`)}`,
    'echo "<code $?>"',
    '[ "$(stty -g)" = "$before" ] && echo "<modes restored>" || echo "<modes changed>"',
  ]
  const session = start(['script', '-qfec', lines.join('\n'), '/dev/null'], {
    ...launch,
    // `script` would take the user's own.
    env: { ...launch.env, SHELL: '/bin/sh' },
    stdin: 'open',
  })
  await session.seen(/<pid \d+>/)
  const found = (pattern: RegExp): string => pattern.exec(session.output())?.[1] ?? ''
  const tty = found(/<tty (\S+)>/)
  const pid = Number(found(/<pid (\d+)>/))
  return {
    type: (keys) => void session.child.stdin?.write(keys),
    seen: async (pattern) => await session.seen(pattern),
    output: () => session.output(),
    resize: (rows, columns) => void execFileSync('stty', ['-F', tty, 'rows', String(rows), 'cols', String(columns)]),
    isRaw: () => / -icanon\b/.test(execFileSync('stty', ['-F', tty, '-a'], { encoding: 'utf8' })),
    signal: (name) => void process.kill(pid, name),
    hangUp: () => void session.child.kill('SIGKILL'),
    ended: async () => await codeOf(session),
  }
}

async function codeOf(session: Running): Promise<number> {
  await session.seen(/<modes \w+>/)
  session.child.stdin?.end()
  await session.done
  const output = session.output()
  if (!output.includes('<modes restored>')) throw new Error(`the terminal was not restored:\n${output}`)
  return Number(/<code (\d+)>/.exec(output)?.[1])
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}
