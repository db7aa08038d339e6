import { spawn, type StdioOptions } from 'node:child_process'

export interface Ended {
  /** 127 when the command could not be started, 1 when a signal ended it. */
  readonly code: number
  /** What it printed, as far as it was not shown. */
  readonly output: string
}

export interface How {
  readonly env?: NodeJS.ProcessEnv
  /** Ends the command. */
  readonly signal?: AbortSignal
  /** Shown as it comes, or collected: all of it, or only what goes to standard output. */
  readonly output: 'shown' | 'collected' | 'stdout collected'
}

const channels: Readonly<Record<How['output'], StdioOptions>> = {
  shown: 'inherit',
  collected: ['ignore', 'pipe', 'pipe'],
  'stdout collected': ['ignore', 'pipe', 'inherit'],
}

/** Runs a command to its end. Never rejects. */
export function started([command = 'true', ...args]: readonly string[], { env, signal, output }: How): Promise<Ended> {
  const child = spawn(command, args, { env: env ?? process.env, stdio: channels[output] })
  const kill = (): void => void child.kill('SIGTERM')
  if (signal?.aborted === true) kill()
  signal?.addEventListener('abort', kill)
  const chunks: Buffer[] = []
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((done) => {
    const end = (code: number): void => {
      signal?.removeEventListener('abort', kill)
      done({ code, output: Buffer.concat(chunks).toString() })
    }
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`)
      end(127)
    })
    child.on('close', (code) => end(code ?? 1))
  })
}
