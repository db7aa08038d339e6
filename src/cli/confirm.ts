import type { Terminal } from '../render/terminal.ts'

/** What a question needs: where it is asked, and what ends it. */
export interface Asking {
  readonly terminal: Terminal
  readonly stdin: NodeJS.ReadStream
  readonly signal: AbortSignal
}

const yes: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'y'])

/**
 * Asks on stdout and reads a line from standard input, also from a pipe (docker compose 2.40.3). The end of the input is a
 * no. Rejects with the signal's reason on Ctrl-C.
 */
export async function confirm(question: string, { terminal, stdin, signal }: Asking): Promise<boolean> {
  terminal.out.write(stdin.isTTY === true ? `${question} [yN] ` : question)
  const answer = await firstLine(stdin, signal)
  if (stdin.isTTY !== true) terminal.out.write('\n')
  return yes.has(answer.trim().toLowerCase())
}

async function firstLine(stdin: NodeJS.ReadStream, signal: AbortSignal): Promise<string> {
  const { createInterface } = await import('node:readline')
  const lines = createInterface({ input: stdin, terminal: false })
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true })
      lines.once('line', resolve)
      lines.once('close', () => resolve(''))
    })
  } finally {
    lines.close()
  }
}
