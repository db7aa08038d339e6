import type { Terminal } from '../../render/terminal.ts'

/** What a question needs: where it is asked, and what ends it. */
export interface Asking {
  readonly terminal: Terminal
  readonly stdin: NodeJS.ReadStream
  readonly signal: AbortSignal
  /** `first-no`: what comes after a no is not asked. */
  readonly until?: 'first-no'
  /** `yes`: so is an empty line, and the end of the input. The question itself says so. */
  readonly silence?: 'yes'
}

const yes: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'y'])

/**
 * Asks on stdout and reads a line for each question from standard input, also from a pipe; a question and an answer through
 * pipes end no line (docker compose 2.40.3). The end of the input is a no, unless silence is a yes. Resolves with the
 * answers; rejects with the signal's reason on Ctrl-C.
 */
export async function confirm(questions: readonly string[], asking: Asking): Promise<readonly boolean[]> {
  const { terminal, stdin, signal } = asking
  const { createInterface } = await import('node:readline')
  const input = createInterface({ input: stdin, terminal: false })
  const lines = input[Symbol.asyncIterator]()
  const interrupted = new Promise<never>((_, reject) =>
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }),
  )
  const answers: boolean[] = []
  try {
    for (const question of questions) {
      terminal.out.write(stdin.isTTY === true && asking.silence === undefined ? `${question} [yN] ` : question)
      const { value = '' } = await Promise.race([lines.next(), interrupted])
      if (stdin.isTTY !== true && terminal.out.tty) terminal.out.write('\n')
      const said = String(value ?? '')
        .trim()
        .toLowerCase()
      const answer = yes.has(said) || (said === '' && asking.silence === 'yes')
      answers.push(answer)
      if (!answer && asking.until === 'first-no') break
    }
    return answers
  } finally {
    input.close()
  }
}
