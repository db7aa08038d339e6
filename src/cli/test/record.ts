import type { Bundle } from '../../api/artifacts/bundle.ts'
import { exitCodeOf } from '../../api/exit-code.ts'
import { testExitCode } from '../../api/test/exit-code.ts'
import { failedSides } from '../../api/test/failed-sides.ts'
import type { TestReport } from '../../api/test/report.ts'
import type { Timeline } from '../../api/timeline.ts'
import type { Emit, Event } from '../../events.ts'
import type { Project } from '../../model/project.ts'
import { createEventRecords } from '../../render/event-line.ts'
import { junitXml } from '../../render/junit.ts'
import { type Sections, sectionsOf } from '../../render/sections.ts'
import { collectStepTimes } from '../../render/step-times.ts'
import { testSummary } from '../../render/test-summary.ts'
import { timelineJson } from '../../render/timeline/json.ts'
import { clean } from '../../source/clean.ts'
import type { Redact } from '../../source/redact.ts'
import type { Context } from '../session/context.ts'
import { annotate, annotateTest } from './annotate.ts'
import { appendSummary } from './step-summary.ts'
import { junitSuite, notesOf, summaryOf, type Told } from './told.ts'

export interface TestRecordOf {
  readonly context: Context
  readonly emit: Emit
  readonly bundle: Bundle | undefined
  /** `--junit`. */
  readonly junit: string | undefined
  /** What is run, for people. */
  readonly subject: string
  /** How a later command finds the copy. */
  readonly again: (project: Project) => string
}

/** Everything that is written about a test run beside what it prints itself. */
export interface TestRecord {
  readonly take: Emit
  /** Gets that of the set-up. */
  readonly timeline: (timeline: Timeline) => void
  /** From now on nothing is written that holds such a value. */
  readonly hide: (redact: Redact) => void
  /** Writes it all; returns the exit code, or throws what explains it. */
  readonly conclude: (report: TestReport) => Promise<number>
  /** The same for a test that could not even be prepared. */
  readonly failed: (error: unknown) => Promise<void>
}

/** Begins to write about a run. */
export function createTestRecord(record: TestRecordOf): TestRecord {
  const { context, emit, bundle, again } = record
  // Where no progress is shown there is nothing to fold; JSON has no lines between.
  const folds = context.progress === 'plain' || context.progress === 'tty'
  const sections = sectionsOf(folds ? context.env : new Map(), Date.now)
  const steps = collectStepTimes()
  const records = createEventRecords(Date.now)
  let redact: Redact = (text) => text
  const common = {
    subject: record.subject,
    cwd: process.cwd(),
    notes: [],
    side: [],
    output: [],
    phases: [],
    services: [],
  }
  const write = async (told: Omit<Told, 'steps'>): Promise<void> =>
    await writeAll(record, { ...told, steps: steps.all() }, redact)
  return {
    take: (event) => {
      context.terminal.err.write(sectionBegin(event, sections))
      emit(event)
      steps.take(event)
      for (const line of records(event)) bundle?.append('events.ndjson', `${JSON.stringify(clean(line, redact))}\n`)
      context.terminal.err.write(sectionEnd(event, sections))
    },
    timeline: (timeline) => bundle?.write('timeline.json', timelineJson(clean(timeline, redact))),
    hide: (given) => void (redact = given),
    conclude: async (report) => {
      const exitCode = testExitCode(report, context.exitCodes)
      const { verdict, side, phases, services, project, output } = report
      const notes = notesOf(report, again(project))
      await write({ ...common, project: project.name, verdict, side, phases, services, exitCode, notes, output })
      for (const message of notes) emit({ type: 'notice', message })
      await annotateTest(report, context)
      const failure = failureOf(report)
      if (failure === undefined) return exitCode
      await annotate(failure, context)
      throw Object.assign(failure, { exitCode })
    },
    failed: async (error) => {
      await write({ ...common, verdict: { kind: 'failed', error }, exitCode: exitCodeOf(error, context.exitCodes) })
      await annotate(error, context)
    },
  }
}

async function writeAll({ context, emit, bundle, junit }: TestRecordOf, told: Told, redact: Redact): Promise<void> {
  const summary = testSummary(clean(summaryOf(told), redact))
  bundle?.write('summary.md', summary)
  appendSummary(context.env, summary, emit)
  if (junit === undefined) return
  const warn = (error: Error): void => emit({ type: 'warning', message: `--junit: ${error.message}` })
  await context.save(junit, junitXml(clean(junitSuite(told), redact))).catch(warn)
}

/** What is thrown so that it is shown as every failure is. */
function failureOf({ verdict, side }: TestReport): Error | undefined {
  if (verdict.kind === 'failed')
    return verdict.error instanceof Error ? verdict.error : new Error(String(verdict.error))
  return verdict.kind === 'ended' && side.length > 0 ? failedSides(side) : undefined
}

function sectionBegin(event: Event, { begin }: Sections): string {
  if (event.type !== 'phase' || event.state !== 'started' || event.phase === 'test') return ''
  return begin(event.phase, event.phase === 'set-up' ? 'Set up' : 'Tear down')
}

function sectionEnd(event: Event, { end }: Sections): string {
  return event.type === 'phase' && event.state === 'done' && event.phase !== 'test' ? end(event.phase) : ''
}
