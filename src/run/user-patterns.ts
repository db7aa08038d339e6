import type { Worker } from 'node:worker_threads'

/** A regular expression that a user wrote. */
interface UserPattern {
  readonly source: string
  readonly flags: string
}

/** Regular expressions of users at work, in a thread that is ended when one takes too long. */
export interface UserPatterns extends AsyncDisposable {
  /** For each pattern which of the texts it matches. Rejects with PatternTooSlow. */
  readonly test: (
    patterns: readonly UserPattern[],
    texts: readonly string[],
  ) => Promise<readonly (readonly boolean[])[]>
  /** The texts with everything that a rule finds replaced, rule after rule. Rejects with PatternTooSlow. */
  readonly replace: (
    rules: readonly { readonly find: UserPattern; readonly show: string }[],
    texts: readonly string[],
  ) => Promise<readonly string[]>
}

/** A pattern such as `(a+)+$` on a text that it needs for ever for. */
export class PatternTooSlow extends Error {
  override name = 'PatternTooSlow'
}

/** Milliseconds for one question. */
const patience = 2_000
/** Characters of a text that are looked at. */
const longest = 1024 * 1024

const program = `
const { parentPort } = require('node:worker_threads')
const rule = ({ source, flags }, more = '') => new RegExp(source, flags + more)
const work = {
  test: ({ rules, texts }) => rules.map((it) => { const re = rule(it); return texts.map((text) => re.test(text)) }),
  replace: ({ rules, texts }) =>
    texts.map((text) => rules.reduce((rest, { find, show }) => rest.replace(rule(find, 'g'), () => show), text)),
}
parentPort.on('message', (question) => parentPort.postMessage(work[question.do](question)))
`

/** Patterns of a user are tried in a thread of their own, which is ended when one takes too long. */
export function userPatterns(): UserPatterns {
  let thread: Promise<Worker> | undefined
  let turn: Promise<unknown> = Promise.resolve()
  const end = async (): Promise<void> => {
    const ended = thread
    thread = undefined
    await (await ended)?.terminate()
  }
  const ask = async (question: {
    readonly do: string
    readonly rules: readonly unknown[]
    readonly texts: readonly string[]
  }): Promise<unknown> => {
    const worker = await (thread ??= startThread())
    const over = new AbortController()
    try {
      return await new Promise((resolve, reject) => {
        worker.once('message', resolve)
        worker.once('error', reject)
        const timer = setTimeout(() => reject(new PatternTooSlow('it takes too long on what it looks at')), patience)
        over.signal.addEventListener('abort', () => clearTimeout(timer))
        worker.postMessage({ ...question, texts: question.texts.map((text) => text.slice(0, longest)) })
      })
    } catch (error) {
      await end()
      throw error
    } finally {
      over.abort()
      worker.removeAllListeners('message')
      worker.removeAllListeners('error')
    }
  }
  const inTurn = async (question: Parameters<typeof ask>[0]): Promise<unknown> => {
    const answer = turn.then(() => ask(question))
    turn = answer.catch(() => undefined)
    return await answer
  }
  return {
    test: async (rules, texts) =>
      rules.length === 0 ? [] : ((await inTurn({ do: 'test', rules, texts })) as readonly (readonly boolean[])[]),
    replace: async (rules, texts) =>
      rules.length === 0 || texts.length === 0
        ? texts
        : ((await inTurn({ do: 'replace', rules, texts })) as readonly string[]),
    [Symbol.asyncDispose]: end,
  }
}

async function startThread(): Promise<Worker> {
  const { Worker: Thread } = await import('node:worker_threads')
  const worker = new Thread(program, { eval: true, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: 128 } })
  worker.unref()
  return worker
}
