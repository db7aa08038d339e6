import { hostname } from 'node:os'
import type { Phase, SideFailure, TestReport, Verdict } from '../../api/test/report.ts'
import { describe } from '../../render/errors.ts'
import type { JunitCase, JunitSuite } from '../../render/junit.ts'
import type { StepTime } from '../../render/step-times.ts'
import type { SummaryRow, TestSummary } from '../../render/test-summary.ts'

/** What is told of a run in its summary and its JUnit report. */
export interface Told {
  readonly subject: string
  /** The copy's name; absent where the files did not get so far. */
  readonly project?: string
  readonly verdict: Verdict
  readonly side: readonly SideFailure[]
  /** The last lines of the test. */
  readonly output: readonly string[]
  readonly phases: readonly Phase[]
  readonly services: readonly string[]
  readonly steps: readonly StepTime[]
  readonly exitCode: number
  readonly notes: readonly string[]
  /** Paths below it are shown relative. */
  readonly cwd: string
}

/** What people should know beside the result. `again` is the command line that finds the copy. */
export function notesOf({ verdict, afterwards, project }: TestReport, again: string): readonly string[] {
  const late = verdict.kind === 'timed-out' ? [`The test took longer than ${verdict.seconds} s and was ended.`] : []
  switch (afterwards.kind) {
    case 'removed':
      return late
    case 'kept':
      return [
        ...late,
        `Kept as it is: project ${project.name}. Look at it with \`${again} ps\` and \`${again} logs\`, take it down with \`${again} down -v\`.`,
      ]
    case 'left': {
      const why = afterwards.why instanceof Error ? `: ${afterwards.why.message}` : ''
      const what = afterwards.names.length === 0 ? `project ${project.name}` : afterwards.names.join(', ')
      return [...late, `Could not remove ${what}${why}. Take it down with \`${again} down -v\`.`]
    }
  }
}

/** The run as a JUnit suite: a case for each service that was brought up, one for the test, and one for each that failed meanwhile. */
export function junitSuite(told: Told): JunitSuite {
  const { subject, project, side, phases, steps } = told
  const hasRun = phases.some(({ phase }) => phase === 'test')
  const setUp = told.services.map((service): JunitCase => {
    const own = steps.filter((step) => step.service === service && !teardown.has(step.action))
    const failed = own.find(({ outcome }) => outcome === 'failed')
    const message = failed?.message ?? ''
    const part = { group: 'set-up', name: service, seconds: spanOf(own) }
    if (failed !== undefined) return { ...part, problem: { kind: 'error', message, text: message } }
    // A set-up that did not get to its end has not started everybody.
    if (hasRun || own.some(({ action }) => action === 'start-container')) return part
    return { ...part, problem: { kind: 'skipped', message: 'not started', text: '' } }
  })
  // What kept the test from being run is told, and counted, once.
  const isTold = !hasRun && told.verdict.kind === 'failed' && setUp.some((part) => part.problem?.kind === 'error')
  const problem = isTold ? notRun : problemOf(told)
  const test: JunitCase = {
    group: 'test',
    name: subject,
    seconds: phaseOf(phases, 'test'),
    ...(problem && { problem }),
  }
  const sides = side.map(({ service, what, log }): JunitCase => {
    const message = `${service} ${what} while the test ran`
    return { group: 'services', name: service, seconds: 0, problem: { kind: 'failure', message, text: log.join('\n') } }
  })
  const began = phases[0]?.startedAt ?? Date.now()
  const ended = phases.at(-1)?.endedAt ?? began
  return {
    name: project ?? 'muster test',
    startedAt: began,
    host: hostname(),
    seconds: (ended - began) / 1000,
    cases: [...setUp, test, ...sides],
  }
}

const notRun = { kind: 'skipped', message: 'not run: the project did not come up', text: '' } as const

const teardown: ReadonlySet<string> = new Set(['remove-container', 'stop-container'])

function problemOf({ verdict, cwd, output }: Told): JunitCase['problem'] {
  switch (verdict.kind) {
    case 'ended': {
      const message = `exit code ${verdict.exitCode}`
      return verdict.exitCode === 0 ? undefined : { kind: 'failure', message, text: [message, ...output].join('\n') }
    }
    case 'timed-out': {
      const message = `took longer than ${verdict.seconds} s`
      return { kind: 'failure', message, text: [message, ...output].join('\n') }
    }
    case 'interrupted': {
      const message = `interrupted by ${verdict.by}`
      return { kind: 'error', message, text: message }
    }
    case 'failed': {
      const text = describe(verdict.error, { cwd })
      return { kind: 'error', message: text.split('\n', 1)[0] ?? '', text }
    }
  }
}

/** The run as a summary for people. */
export function summaryOf(told: Told): TestSummary {
  const { subject, project = '(none)', verdict, side, exitCode, notes, cwd, output } = told
  const { cases } = junitSuite(told)
  const hasRun = told.phases.some(({ phase }) => phase === 'test')
  const rows = cases.map(({ group, name, seconds, problem }): SummaryRow => ({
    what: group === 'test' ? 'test' : `${group}: ${name}`,
    seconds,
    // Why is told above and below.
    result: problem === undefined ? 'ok' : group === 'test' && !hasRun ? 'not run' : problem.message,
  }))
  const details = [
    ...(verdict.kind === 'failed' ? [describe(verdict.error, { cwd })] : []),
    ...output,
    ...side.flatMap(({ container, what, log }) => [`${container} ${what}`, ...log.map((line) => `  ${line}`)]),
  ].join('\n')
  const passed = exitCode === 0
  return { subject, project, result: resultOf(told), passed, exitCode, rows, details, notes }
}

function resultOf({ verdict, side, exitCode }: Told): string {
  const problem = side.length === 0 ? undefined : `${side.map(({ service, what }) => `${service} ${what}`).join(', ')}`
  switch (verdict.kind) {
    case 'failed':
      return 'not run: the project did not come up'
    case 'interrupted':
      return `interrupted by ${verdict.by}`
    case 'timed-out':
      return `took longer than ${verdict.seconds} s`
    case 'ended':
      return problem ?? (exitCode === 0 ? 'passed' : `failed with exit code ${verdict.exitCode}`)
  }
}

function phaseOf(phases: readonly Phase[], name: Phase['phase']): number {
  const found = phases.find(({ phase }) => phase === name)
  return found === undefined ? 0 : (found.endedAt - found.startedAt) / 1000
}

function spanOf(steps: readonly StepTime[]): number {
  if (steps.length === 0) return 0
  return (Math.max(...steps.map((it) => it.endedAt)) - Math.min(...steps.map((it) => it.startedAt))) / 1000
}
