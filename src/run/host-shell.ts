import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { StringDecoder } from 'node:string_decoder'
import { endGroups, signalGroup } from '../engine/host/process-group.ts'
import { guardGroups } from './guard-groups.ts'
import { keptLines } from './logs/kept-lines.ts'
import { createLineSplitter } from './logs/lines.ts'
import { within } from './within.ts'

/** A shell of this machine that runs one command line after the other: folder and exported variables stay, as for a person. */
export interface HostShell extends AsyncDisposable {
  readonly run: (call: HostCall) => Promise<HostResult>
  readonly folder: () => string
  /** What is exported. */
  readonly variables: () => ReadonlyMap<string, string>
  /** Ends what runs, and what was left running in the background: asked first, killed after a moment. */
  readonly [Symbol.asyncDispose]: () => Promise<void>
}

/** A command line for the shell of this machine. */
interface HostCall {
  readonly line: string
  readonly shell: 'sh' | 'bash'
  readonly onLine?: (line: string) => void
  /** `descriptor`: when something is written to `settledDescriptor`, the command goes on in the background, and what it prints from then on is lost. */
  readonly settles?: 'descriptor'
  /** Aborting it asks the command to end, as Ctrl-C does. */
  readonly signal: AbortSignal
}

/** Where a command line says that it may go on in the background. */
export const settledDescriptor = 4

/** What a command line has printed, both streams as they came, and its exit code. */
interface HostResult {
  readonly lines: readonly string[]
  readonly exitCode: number
}

/** So much of an output is kept, its beginning and its end: lines, characters of one, and of all. */
const most = { lines: 10_000, line: 65_536, characters: 16 * 1024 * 1024 } as const
/** Milliseconds for the last output of a command that has left something in the background. */
const lastWords = 100
/** Milliseconds for what is asked to end. */
const grace = 5_000

// What the line leaves behind is told on a pipe of its own; the streams are one, so that their order is kept.
const program = `exec 2>&1
trap 'muster_code=$?; { pwd; env -0; } >&3 2>/dev/null; exit $muster_code' 0
muster_line=$1
shift
case $muster_line in *"
"*) set -e;; esac
eval "$muster_line"`

interface Surroundings {
  readonly cwd: string
  readonly env: ReadonlyMap<string, string>
}

/** `room` is a folder of this process alone, which goes with it. */
export function createHostShell(start: Surroundings & { readonly room: string }): HostShell {
  let { cwd, env } = start
  const groups = guardedGroups(start.room)
  return {
    folder: () => cwd,
    variables: () => env,
    run: async (call) => {
      call.signal.throwIfAborted()
      const { result, after } = await runLine(call, { cwd, env }, groups)
      ;({ cwd, env } = after)
      return result
    },
    async [Symbol.asyncDispose]() {
      await endGroups([...groups.all], grace)
      groups.close()
    },
  }
}

/** Groups of what was started and may still run. */
interface Groups {
  readonly all: ReadonlySet<number>
  readonly add: (group: number) => void
  readonly remove: (group: number) => void
  readonly close: () => void
}

function guardedGroups(room: string): Groups {
  const all = new Set<number>()
  const guard = guardGroups(room)
  return {
    all,
    add: (group) => {
      all.add(group)
      guard.add(group)
    },
    remove: (group) => {
      all.delete(group)
      guard.remove(group)
    },
    close: () => {
      for (const group of all) guard.remove(group)
      guard.dismiss()
    },
  }
}

async function runLine(
  { line, shell, onLine, settles, signal }: HostCall,
  { cwd, env }: Surroundings,
  groups: Groups,
): Promise<{ readonly result: HostResult; readonly after: Surroundings }> {
  const child = spawn(shell, ['-c', program, shell, line], {
    cwd,
    env: { ...Object.fromEntries(env), PWD: cwd },
    stdio: ['ignore', 'pipe', 'ignore', 'pipe', ...(settles === undefined ? [] : (['pipe'] as const))],
    detached: true,
  })
  const { pid } = child
  if (pid !== undefined) groups.add(pid)
  const onAbort = (): void => void (pid !== undefined && signalGroup(pid, 'SIGINT'))
  signal.addEventListener('abort', onAbort, { once: true })
  const kept = keptLines(most)
  let over = false
  const take = (texts: readonly string[]): void => {
    if (over) return
    for (const whole of texts) {
      const text = whole.slice(0, most.line)
      kept.add(text)
      onLine?.(text)
    }
  }
  const splitter = createLineSplitter()
  const left = new StringDecoder('utf8')
  let told = ''
  child.stdout?.on('data', (bytes: Buffer) => take(splitter.push(bytes)))
  child.stdio[3]?.on('data', (bytes: Buffer) => (told += left.write(bytes)))
  const closed = new Promise((resolve) => child.once('close', resolve))
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('exit', (code, name) => resolve(code ?? 128 + (constants.signals[name ?? 'SIGKILL'] ?? 0)))
      child.stdio[settledDescriptor]?.once('data', () => resolve(0))
    })
    // What runs on in the background keeps the streams open.
    await within(lastWords, closed)
    take(splitter.end())
    over = true
    return { result: { lines: kept.all(), exitCode }, after: surroundingsFrom(told) ?? { cwd, env } }
  } finally {
    signal.removeEventListener('abort', onAbort)
    void closed.then(() => pid !== undefined && !signalGroup(pid, 0) && groups.remove(pid))
  }
}

/** The folder, a line end, and the variables with a NUL behind each. */
function surroundingsFrom(told: string): Surroundings | undefined {
  const end = told.indexOf('\n')
  if (end === -1 || !told.endsWith('\0')) return undefined
  const pairs = told
    .slice(end + 1, -1)
    .split('\0')
    .map((pair): [string, string] => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
  return { cwd: told.slice(0, end), env: new Map(pairs.filter(([name]) => name !== '_' && name !== 'SHLVL')) }
}
