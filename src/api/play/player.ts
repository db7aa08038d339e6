import { promises as files } from 'node:fs'
import { dirname, join } from 'node:path'
import { PatternTooSlow } from '../../run/user-patterns.ts'
import type { Action, Expectation, Step } from '../../scenario/scenario.ts'
import { tabulated } from '../../scenario/tabulated.ts'
import type { Cast } from './cast.ts'
import { check, type Mismatch } from './check.ts'
import type { Cue } from './cue.ts'
import { type Eyes, openEyes } from './eyes.ts'
import { lasting } from './lasting.ts'
import { liveLines } from './live-lines.ts'
import { PlayFailed } from './play-failed.ts'
import { type Answer, addressOf, send } from './request.ts'
import { answered, printed, type Result, unanswered } from './result.ts'
import { conditionText, waitFor } from './wait-for.ts'

/** Does steps. */
export interface Player {
  /** Throws PlayFailed where the step does not give what is written. */
  readonly perform: (step: Step) => Promise<void>
}

/** Plays the steps of a scenario on its ground. */
export function createPlayer(cast: Cast): Player {
  const eyes = openEyes(cast)
  return {
    perform: async (step) => {
      try {
        await performed(step, { ...cast, eyes })
      } catch (error) {
        cast.world.signal.throwIfAborted()
        if (!(error instanceof PatternTooSlow)) throw error
        throw failure(step, {
          subject: eyes.discreet(subjectOf(step.action)),
          message: `cannot be checked: ${error.message}`,
        })
      }
    },
  }
}

type Work = Cast & { readonly eyes: Eyes }

async function performed(step: Step, work: Work): Promise<void> {
  const { action } = step
  switch (action.do) {
    case 'say':
      return await work.stage({ cue: 'say', text: action.text })
    case 'pause':
      return await work.stage({ cue: 'pause', text: action.text })
    case 'write':
      return await write(action, work)
    case 'wait':
      return await wait(step, action, work)
    case 'command':
      return await judged(step, await command(action, work), work)
    case 'http':
      return await judged(step, await request(step, action, work), work)
  }
}

async function write({ path, text, shown }: Action & { do: 'write' }, { ground, stage, eyes }: Work): Promise<void> {
  const file = join(ground.folder, path)
  await files.mkdir(dirname(file), { recursive: true })
  await files.writeFile(file, text)
  if (shown === 'hidden') return
  await stage({ cue: 'type', text: `cat ${path}`, prompt: '$' })
  const lines = text.replace(/\n$/, '').split('\n').map(eyes.discreet)
  for (const line of lines) await stage({ cue: 'line', text: line })
  await stage({ cue: 'printed', lines })
}

async function wait(step: Step, { until, seconds }: Action & { do: 'wait' }, work: Work): Promise<void> {
  const text = conditionText(until)
  await work.stage({ cue: 'wait', text })
  try {
    await waitFor(until, { seconds, eyes: work.eyes, world: work.world })
  } catch (error) {
    work.world.signal.throwIfAborted()
    const message = error instanceof Error ? error.message : String(error)
    throw failure(step, {
      subject: `the wait for ${text}`,
      message: work.eyes.discreet(`has not come to its end: ${message}`),
    })
  }
}

async function command(action: Action & { do: 'command' }, work: Work): Promise<Result> {
  const { line, shell: kind, shown, lasts } = action
  const { shell, stage, eyes, world } = work
  if (shown === 'typed') await stage({ cue: 'type', text: typed(line, eyes), prompt: '$' })
  const live = liveLines(eyes, (text) => {
    if (shown === 'typed') void stage({ cue: 'line', text })
  })
  work.begin()
  const meant = await eyes.meant(line)
  const call = { line: meant, shell: kind, onLine: live.show, signal: world.signal }
  const run = lasts === undefined ? shell.run : lasting(shell)
  const { lines, exitCode } = await run(call)
  live.end()
  world.signal.throwIfAborted()
  await eyes.look()
  return printed(exitCode, await eyes.masked(tabulated(lines, eyes.plain)))
}

function typed(line: string, { discreet }: Eyes): string {
  return line.split('\n').map(discreet).join('\n')
}

async function request(step: Step, { request: asked }: Action & { do: 'http' }, work: Work): Promise<Result> {
  const { stage, eyes, world } = work
  await stage({ cue: 'type', text: eyes.discreet(`${asked.method} ${asked.url}`), prompt: '>' })
  const url = addressOf(asked.url, await eyes.look())
  const answer = await send(asked, url, world.signal).catch((error: unknown): Answer | undefined => {
    world.signal.throwIfAborted()
    if (step.expectations.some(({ status }) => status === 'none')) return undefined
    const reason = error instanceof Error ? error.message : String(error)
    const fix = 'wait for it before: `- wait: {http: …}`; if that is meant, say so: `expect: {status: none}`'
    const message = eyes.discreet(`has no answer: ${reason}`)
    throw failure(step, { subject: eyes.discreet(subjectOf(step.action)), message, fix })
  })
  const result =
    answer === undefined
      ? unanswered
      : answered(answer, await eyes.masked(answer.body.replace(/\n$/, '').split('\n').map(eyes.plain)))
  for (const line of result.shown) await stage({ cue: 'line', text: eyes.discreet(line) })
  return result
}

/** Everything that is written of the step, one after the other; then what it printed is shown as it always is. */
async function judged(step: Step, result: Result, work: Work): Promise<void> {
  const wrong = unwanted(step, result) ?? (await firstMismatch(step, result, work))
  if (wrong !== undefined) {
    const { discreet, steady } = work.eyes
    const mismatch = { ...wrong, message: discreet(wrong.message), diff: wrong.diff.map(discreet) }
    if (!isHidden(step)) await work.stage({ cue: 'printed', lines: steady(result.shown).map(discreet) })
    const subject = work.eyes.discreet(subjectOf(step.action))
    await work.stage({ cue: 'failed', step, mismatch, subject })
    const { number, at, message, fix } = mismatch
    throw failure({ number, at }, { subject, message, ...(fix === undefined ? {} : { fix }) })
  }
  if (isHidden(step)) return
  const lines = writtenOf(step) ?? work.eyes.steady(result.shown)
  await work.stage({ cue: 'printed', lines: lines.map(work.eyes.discreet) } satisfies Cue)
}

function isHidden({ action }: Step): boolean {
  return action.do === 'command' && action.shown === 'hidden'
}

async function firstMismatch(
  { expectations }: Step,
  result: Result,
  { eyes, patterns }: Work,
): Promise<Mismatch | undefined> {
  for (const expectation of expectations) {
    const { text } = expectation
    const meant =
      text === undefined ? expectation : { ...expectation, text: { ...text, lines: await eyes.masked(text.lines) } }
    const wrong = await check(meant, result, patterns)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

/** A failure that nobody has asked for. */
function unwanted({ number, at, expectations }: Step, result: Result): Mismatch | undefined {
  const diff = result.lines.slice(-20).map((line) => ` ${line}`)
  if (result.kind === 'output') {
    if (result.exitCode === 0 || expectations.some(({ exit }) => exit !== undefined)) return undefined
    const fix = `if that is meant, say so: \`exit: ${result.exitCode}\` under \`expect\`, or \`exit=${result.exitCode}\` behind the language of the block`
    return { number, at, message: `ended with exit code ${result.exitCode}`, diff, fix }
  }
  if (result.status === 'none' || result.status < 400 || expectations.some(({ status }) => status !== undefined))
    return undefined
  const fix = `if that is meant, say so: \`expect: {status: ${result.status}}\``
  return { number, at, message: `answered ${result.status}`, diff, fix }
}

/** What the scenario itself says is printed, where it says all of it: that never varies. */
function writtenOf({ expectations }: Step): readonly string[] | undefined {
  const whole = expectations.find(({ text }: Expectation) => text !== undefined)?.text?.lines
  const open = /^\s*\.\.\.\s*$|\.\.\.|\{\{(?:\/.*\/[a-z]*|[a-z]+)\}\}/
  return whole === undefined || whole.some((line) => open.test(line)) ? undefined : whole
}

function subjectOf(action: Action): string {
  switch (action.do) {
    case 'command':
      return `\`${action.line.split('\n')[0] ?? ''}\``
    case 'http':
      return `${action.request.method} ${action.request.url}`
    case 'say':
    case 'pause':
    case 'write':
    case 'wait':
      return `\`${action.do}\``
  }
}

function failure(
  { number, at }: Pick<Step, 'number' | 'at'>,
  { subject, message, fix }: { readonly subject: string; readonly message: string; readonly fix?: string },
): PlayFailed {
  return new PlayFailed(`step ${number}: ${subject} ${message}`, {
    step: number,
    at,
    ...(fix === undefined ? {} : { fix }),
  })
}
