import type { Worker } from 'node:worker_threads'

/** Counts lines that match a pattern, at a pace of its own. */
export interface Matcher extends Disposable {
  /** How many of the lines match. Rejects with TooSlow. One call at a time. */
  count(lines: readonly string[]): Promise<number>
}

/** A pattern that takes too long again and again. */
export class TooSlow extends Error {
  override name = 'TooSlow'
}

/** Milliseconds that a pattern may spend on one line; and alone, once more: on a busy machine a thread may get no turn for a while. */
const [perLine, secondChance] = [250, 1_000]

/** So many lines may be given up; then the pattern is. */
const patience = 3

/** Characters of a line that are looked at. */
const longest = 1024 * 1024

/**
 * A matcher for a regular expression of the user. What is more than a plain text runs in a thread of its own: a pattern such as
 * `(a+)+$` may take for ever on a line, and then that thread is ended, the line counts as no match, and the next ones go on.
 */
export function matcherOf(pattern: string): Matcher {
  if (/^[^\\^$.*+?()[\]{}|/]*$/.test(pattern)) {
    const count = async (lines: readonly string[]): Promise<number> =>
      await Promise.resolve(lines.filter((line) => line.includes(pattern)).length)
    return { count, [Symbol.dispose]: () => undefined }
  }
  return threadMatcher(pattern)
}

/** `at` says which line it is at, and how many have matched: that is known of a thread that is stuck, too. */
const program = `
const { parentPort, workerData } = require('node:worker_threads')
const pattern = new RegExp(workerData.pattern)
const at = new Int32Array(workerData.at)
parentPort.on('message', (lines) => {
  for (let i = 0; i < lines.length; i++) {
    Atomics.store(at, 0, i)
    if (pattern.test(lines[i])) Atomics.add(at, 1, 1)
  }
  parentPort.postMessage('done')
})
`

interface Thread {
  readonly worker: Worker
  readonly at: Int32Array
}

function threadMatcher(pattern: string): Matcher {
  let thread: Promise<Thread> | undefined
  let givenUp = 0
  const end = async (): Promise<void> => {
    const ending = thread
    thread = undefined
    await (await ending)?.worker.terminate()
  }
  /** Whether a line matches, 1 or 0; undefined where that takes too long. */
  const alone = async (line: string): Promise<number | undefined> => {
    const current = await (thread ??= startThread(pattern))
    if (await runOn(current, [line], secondChance)) return Atomics.load(current.at, 1)
    await end()
    return undefined
  }
  const count = async (lines: readonly string[]): Promise<number> => {
    let [found, rest] = [0, lines.map((line) => line.slice(0, longest))]
    while (rest.length > 0) {
      const current = await (thread ??= startThread(pattern))
      const done = await runOn(current, rest, perLine)
      // It may have gone on since: only when it has ended it is known how far it came.
      if (!done) await end()
      found += Atomics.load(current.at, 1)
      if (done) return found
      const stuck = Atomics.load(current.at, 0)
      const again = await alone(rest[stuck] ?? '')
      found += again ?? 0
      if (again === undefined) givenUp++
      if (givenUp >= patience) throw new TooSlow(`/${pattern}/ takes too long on the lines of the log`)
      rest = rest.slice(stuck + 1)
    }
    return found
  }
  return { count, [Symbol.dispose]: () => void end().catch(() => undefined) }
}

async function startThread(pattern: string): Promise<Thread> {
  const { Worker: Thread } = await import('node:worker_threads')
  const at = new Int32Array(new SharedArrayBuffer(8))
  const worker = new Thread(program, {
    eval: true,
    execArgv: [],
    workerData: { pattern, at: at.buffer },
    resourceLimits: { maxOldGenerationSizeMb: 128 },
  })
  await new Promise<void>((resolve, reject) => {
    worker.once('online', resolve)
    worker.once('error', reject)
  })
  return { worker, at }
}

/** Whether all lines were looked at; else the thread has been at one of them for too long. */
async function runOn({ worker, at }: Thread, lines: readonly string[], limit: number): Promise<boolean> {
  Atomics.store(at, 0, -1)
  Atomics.store(at, 1, 0)
  let last = -1
  let timer: ReturnType<typeof setInterval> | undefined
  let over: ((error: Error) => void) | undefined
  try {
    return await new Promise<boolean>((resolve, reject) => {
      over = reject
      worker.once('message', () => resolve(true))
      worker.once('error', reject)
      timer = setInterval(() => {
        const now = Atomics.load(at, 0)
        if (now === last && now >= 0) resolve(false)
        last = now
      }, limit)
      worker.postMessage(lines)
    })
  } finally {
    clearInterval(timer)
    worker.removeAllListeners('message')
    if (over !== undefined) worker.off('error', over)
  }
}
