import { spawn } from 'node:child_process'

/** A program that is to be run without a shell. */
export interface Call {
  readonly program: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: ReadonlyMap<string, string>
  readonly signal: AbortSignal
  /** Gets each line of its standard output, without the line end. A throw ends the program. */
  readonly onLine?: (line: string) => void
}

export interface CallResult {
  readonly exitCode: number
  readonly stdout: string
  /** The last 4 KB. */
  readonly stderr: string
}

/** Runs a program to its end. Rejects when it cannot be started, with what `onLine` threw, and with the signal's reason. */
export async function callProgram(call: Call): Promise<CallResult> {
  const { program, args, cwd, env, signal } = call
  signal.throwIfAborted()
  const child = spawn(program, args, { cwd, env: Object.fromEntries(env), stdio: ['ignore', 'pipe', 'pipe'] })
  const onAbort = (): void => void child.kill('SIGTERM')
  signal.addEventListener('abort', onAbort, { once: true })
  let stdout = ''
  let stderr = ''
  let rest = ''
  let thrown: { readonly error: unknown } | undefined
  const take = (line: string): void => {
    if (thrown !== undefined || line.trim() === '') return
    try {
      call.onLine?.(line)
    } catch (error) {
      thrown = { error }
      child.kill('SIGTERM')
    }
  }
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr = (stderr + text).slice(-4096)))
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (call.onLine === undefined) stdout += text
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) take(line)
  })
  try {
    const exitCode = await new Promise<number>((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => resolve(code ?? 1))
    })
    take(rest)
    if (thrown !== undefined) throw thrown.error
    signal.throwIfAborted()
    return { exitCode, stdout, stderr }
  } finally {
    signal.removeEventListener('abort', onAbort)
  }
}
