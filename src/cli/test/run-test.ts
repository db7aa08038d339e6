import { resolve } from 'node:path'
import type { Bundle } from '../../api/artifacts/bundle.ts'
import type { TestOptions } from '../../api/test/options.ts'
import type { Subject } from '../../api/test/services.ts'
import { nanosecondsOf } from '../../attributes/grammar/duration.ts'
import type { Project } from '../../model/project.ts'
import { readsCommands } from '../../render/visible.ts'
import type { Given } from '../command.ts'
import type { Context } from '../session/context.ts'
import { seatOf } from '../session/seat.ts'
import { readPull } from '../up/checks.ts'
import { UsageError } from '../usage-error.ts'
import type { TestFlags } from './flags.ts'
import { guardedOutput } from './guarded-output.ts'
import { createTestRecord } from './record.ts'
import { listenForTest } from './signals.ts'

/** `test`: with all that is written about it. Returns the exit code; throws what kept the test from being run. */
export async function runTest(given: Given<TestFlags>, context: Context): Promise<number> {
  const { flags } = given
  const options = testOptions(given, context)
  for (const name of ['artifacts', 'junit'] as const)
    if (flags[name] === '')
      throw new UsageError(`invalid value for --${name}: ""`, `name a ${name === 'junit' ? 'file' : 'folder'}`)
  if (context.dryRun) return await showTest(options, context)
  const outside = context.world()
  context.releaseSignals()
  const warn = (error: Error): void =>
    outside.emit({ type: 'warning', message: `--artifacts: ${error.message}; what is missing there is lost` })
  const bundle = flags.artifacts === undefined ? undefined : await bundleAt(resolve(outside.cwd, flags.artifacts), warn)
  using signals = listenForTest(process, context.leave)
  const { subjectText, test } = await import('../../api/test.ts')
  const subject = subjectText(options.subject)
  const again = ({ copy }: Project): string => commandFor(copy?.name ?? '', context.project)
  const record = createTestRecord({ context, emit: outside.emit, bundle, junit: flags.junit, subject, again })
  const asked: TestOptions = {
    ...options,
    loaded: (_, redact) => record.hide(redact),
    onTimeline: record.timeline,
    ...((bundle !== undefined || flags.junit !== undefined) && { output: 'kept' }),
    ...(bundle && { bundle }),
  }
  try {
    const report = await test(
      asked,
      { seat: seatFor(options, context), signals },
      { ...outside, emit: record.take },
    ).catch(async (error: unknown) => {
      await record.failed(error)
      throw error
    })
    return await record.conclude(report)
  } finally {
    bundle?.close()
  }
}

/** What finds the copy again, with the same files. */
function commandFor(copy: string, { files, projectDirectory, projectName }: Context['project']): string {
  const words = [
    ...files.flatMap((file) => ['-f', file]),
    ...(projectDirectory === undefined ? [] : ['--project-directory', projectDirectory]),
    ...(projectName === undefined ? [] : ['-p', projectName]),
    `--isolate=${copy}`,
  ]
  return [
    'muster',
    ...words.map((word) => (/^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`)),
  ].join(' ')
}

async function bundleAt(path: string, warn: (error: Error) => void): Promise<Bundle> {
  const { openBundle } = await import('../../api/artifacts/bundle.ts')
  return openBundle(path, warn)
}

/** Programs of the host may speak to the CI system; containers may not. */
function seatFor({ subject }: TestOptions, context: Context): ReturnType<typeof seatOf> {
  const seat = seatOf(process, context)
  if (subject.kind === 'host' || !readsCommands(context.env)) return seat
  return { ...seat, output: guardedOutput(seat.output), errors: guardedOutput(seat.errors) }
}

function testOptions(given: Given<TestFlags>, { project, parallel, terminal }: Context): TestOptions {
  const { flags } = given
  const pull = readPull(flags.pull)
  const limit = secondsOf(flags.timeout)
  const waitTimeout = flags['wait-timeout']
  return {
    ...project,
    subject: subjectOf(given),
    up: flags.up,
    environment: flags.env,
    tty: terminal.out.tty && process.stdin.isTTY && !flags['no-TTY'],
    build: flags.build ? 'always' : 'policy',
    probes: flags['no-fast-probes'] ? 'engine' : 'own',
    sideExits: flags['ignore-exits'] ? 'ignore' : 'count',
    onFailure: flags['keep-on-failure'] ? 'keep' : 'remove',
    ...(pull === undefined ? {} : { pull }),
    ...(limit === undefined ? {} : { timeLimit: limit }),
    ...(waitTimeout === undefined ? {} : { waitTimeout }),
    ...(parallel === undefined ? {} : { parallel }),
  }
}

function subjectOf({ args, dashed }: Given<TestFlags>): Subject {
  if (dashed === true) return { kind: 'host', command: args }
  const [service = '', ...command] = args
  return { kind: 'service', service, command }
}

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const nanoseconds = nanosecondsOf(text)
  if (nanoseconds === undefined || nanoseconds <= 0)
    throw new UsageError(`invalid value for --timeout: ${JSON.stringify(text)}`, 'give a duration such as `5m`')
  return nanoseconds / 1e9
}

/** `--dry-run`: what would be brought up, and what then. */
async function showTest(options: TestOptions, context: Context): Promise<number> {
  const { testPlan } = await import('../../api/test/plan.ts')
  const { showPlanned } = await import('../parts/show-plan.ts')
  const { planned, subject } = await testPlan(options, context.world())
  const code = planned === undefined ? 0 : showPlanned(planned, { format: 'text', exitCode: 'plain' }, context.terminal)
  context.terminal.out.write(`Then \`${subject}\` would be run, and everything above removed again.\n`)
  return code
}
