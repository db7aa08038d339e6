import type { NotedChange } from '../plan/history.ts'
import { changeText } from '../plan/summary.ts'
import type { Ended, Made, Next, UnmetNeed, Why, WhyContainer } from '../plan/why.ts'
import { momentText } from './moment.ts'
import { plainLines } from './visible.ts'

/** Why a service is as it is, as lines for people: what was, what is, and what `up` would do. Ends with a line break. */
export function whyText({ service, containers, waitsFor, lastUp, profiles, next = [], refused }: Why): string {
  const [left, who] =
    profiles === undefined ? [[], ''] : [row('up', `leaves it out: ${offText(profiles)}`), `\`up ${service}\` `]
  const lines = [
    ...(containers.length === 0 ? [`${service}: no container`, ...left] : []),
    ...containers.flatMap((container) => [
      ...containerLines(container),
      ...left,
      ...nextLines(next.filter((one) => one.container === container.name).map(nextText), who),
    ]),
    ...waitsFor.flatMap((need) => row('waits', needText(need))),
    ...(lastUp === undefined ? [] : row('last up', lastUpText(lastUp))),
    ...nextLines(
      next.filter(({ container }) => containers.every(({ name }) => name !== container)).map(otherText),
      who,
    ),
    ...(refused === undefined ? [] : row('up', `refuses: ${refused}`)),
  ]
  return `${plainLines(lines.join('\n'))}\n`
}

/** Columns of what stands before each text. */
const width = 9

/** The name of a fact before the first line of its text; the others stand below. */
function row(name: string, text: string): readonly string[] {
  return text.split('\n').map((line, i) => `  ${(i === 0 ? name : '').padEnd(width)}${line}`.trimEnd())
}

function containerLines(container: WhyContainer): readonly string[] {
  const { name, made, ended, error, probe, log } = container
  return [
    `${name}: ${stateText(container)}`,
    ...row('made', madeText(made)),
    ...(made.because === undefined ? [] : row('because', reasonText(made.because, made.changes))),
    ...(ended === undefined ? [] : row('ended', endedText(ended))),
    ...(error === undefined ? [] : row('error', error)),
    ...(probe === undefined
      ? []
      : row('probe', [`${probe.command}  (exit ${probe.exitCode})`, ...probe.output].join('\n'))),
    ...(log.length === 0 ? [] : row('log', log.join('\n'))),
  ]
}

function stateText({ state, health, exitCode, since, restarts }: WhyContainer): string {
  const how = exitCode === undefined ? health : `${exitCode}${meaningOf(exitCode)}`
  const times = restarts === 1 ? 'once' : `${restarts} times`
  return [
    state === 'created' ? 'created, never started' : state,
    how === undefined ? '' : ` (${how})`,
    since === undefined ? '' : ` since ${momentText(since)}`,
    restarts === 0 ? '' : `, restarted ${times} by the engine`,
  ].join('')
}

/** What shells and engines mean by a code. */
function meaningOf(exitCode: number): string {
  const meaning = meanings.get(exitCode)
  return meaning === undefined ? '' : `: ${meaning}`
}

const meanings: ReadonlyMap<number, string> = new Map([
  [126, 'its command cannot be run'],
  [127, 'its command was not found'],
  [134, 'SIGABRT'],
  [137, 'SIGKILL'],
  [139, 'SIGSEGV'],
  [143, 'SIGTERM'],
])

function madeText({ at, by, command, how, because, files }: Made): string {
  const place = how === 'anew' ? ', in the place of an older one' : ''
  const from = files.length === 0 ? '' : `, from ${files.join(', ')}`
  if (by === 'other') return `${momentText(at)} by neither muster nor docker compose`
  const maker = by === 'muster' && command !== undefined ? `\`${`muster ${command}`.trim()}\`` : by
  const made = `${momentText(at)} by ${maker}${place}`
  if (because !== undefined) return made
  const unknown = by === 'muster' ? 'this user has no note of it' : 'docker compose keeps no reasons'
  return `${made}${from}\nwhy is not known: ${unknown}`
}

function reasonText(because: string, changes: readonly NotedChange[] = []): string {
  return changes.length === 0 ? because : changes.map(changeText).join('\n')
}

function endedText({ cause, by, after }: Ended): string {
  const who = by === undefined ? 'somebody else (no muster of this user)' : `\`${`muster ${by}`.trim()}\``
  switch (cause) {
    case 'out-of-memory':
      return 'the kernel killed it: it had used more memory than it may'
    case 'stopped':
      return `stopped by ${who}${after === 'force' ? '; it did not end in the time it had, and was killed' : ''}`
    case 'killed':
      return `a signal of ${who}`
    case 'itself':
      return 'its program ended by itself'
    case 'unknown':
      return 'who or what ended it is not known: the engine does not remember it any more'
  }
}

function offText(profiles: readonly string[]): string {
  return profiles.length === 1
    ? `its profile ${profiles.join('')} is off`
    : `its profiles ${profiles.join(', ')} are off`
}

/** `who` stands before what would be done by another command than `up`. */
function nextLines(texts: readonly string[], who: string): readonly string[] {
  return texts.flatMap((text) => row(who === '' ? 'up' : '', `${who}${text}`))
}

function nextText({ does, because, changes }: Next): string {
  switch (does) {
    case 'keep':
      return 'would keep it: it is as the files say'
    case 'start':
      return `would start it: ${because}`
    case 'remove':
      return `would remove it: ${because}`
    case 'create':
    case 'recreate':
      return `would ${does} it: ${reasonText(because, changes)}`
  }
}

function otherText({ container, does, because }: Next): string {
  return `would ${does} ${container}: ${because}`
}

function needText({ service, condition, state }: UnmetNeed): string {
  return `for ${service} (${condition}), which is ${state}; \`muster why ${service}\` says more`
}

function lastUpText({ began, outcome, reasons = [] }: Why['lastUp'] & {}): string {
  return [`${outcome} at ${momentText(began)}`, ...reasons].join('\n')
}
