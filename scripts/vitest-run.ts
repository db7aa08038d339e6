import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { type How, started } from './started.ts'

/** One run of vitest. */
export interface Run extends How {
  readonly title: string
  /** What to run vitest under. */
  readonly under: readonly string[]
  readonly args: readonly string[]
}

export interface Figures {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Each failure with what it said. */
  readonly account: readonly string[]
}

/** A run that is over, with the results of its files; without them where vitest ended without a report. */
export interface Results {
  readonly run: Run
  /** vitest's exit code. */
  readonly status?: number
  readonly files?: readonly FileReport[]
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly testResults: readonly FileReport[]
}

export interface FileReport {
  readonly name: string
  /** Also `failed` when the file could not be loaded. */
  readonly status: string
  /** What kept the file from being loaded. */
  readonly message?: string
  readonly assertionResults: readonly TestReport[]
}

interface TestReport {
  readonly fullName: string
  readonly status: string
  readonly failureMessages?: readonly string[]
}

/** Runs vitest. What was not shown as it came is printed at the end. */
export async function vitestRun(run: Run): Promise<Results> {
  if (run.output === 'shown') console.log(`\n== ${run.title}`)
  const scratch = mkdtempSync(join(tmpdir(), 'muster-test-'))
  const file = join(scratch, 'report.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const { code, output } = await started(
    [...run.under, 'node_modules/.bin/vitest', 'run', ...reporters, ...run.args],
    run,
  )
  if (run.output !== 'shown') console.log(`\n== ${run.title}\n${output}`)
  try {
    return { run, status: code, files: (JSON.parse(readFileSync(file, 'utf8')) as Report).testResults }
  } catch {
    return { run }
  } finally {
    rmSync(scratch, { recursive: true })
  }
}

/** The figures of a run, once its files with a failure have been run once more, alone. */
export async function settled({ run, status, files }: Results): Promise<Figures> {
  if (files === undefined) return { passed: 0, failed: 1, skipped: 0, account: [`- ${run.title}: no report`] }
  const failed = files.filter(({ status: of }) => of === 'failed')
  // An error outside of all tests: nobody knows which file it belongs to.
  const unexplained = status !== 0 && failed.length === 0 ? 1 : 0
  const again = failed.length === 0 ? [] : await secondChance(run, failed)
  const last = files.map((file) => again.find(({ name }) => name === file.name) ?? file)
  const failures = last.flatMap(failuresOf)
  const unsteady = failed.flatMap(failuresOf).filter((name) => !failures.includes(name))
  if (unsteady.length > 0) console.log(`\nunsteady, failed at first and passed alone: ${unsteady.join(', ')}`)
  const tests = last.flatMap((file) => file.assertionResults)
  const passed = tests.filter((test) => test.status === 'passed').length
  const skipped = tests.filter((test) => test.status !== 'passed' && test.status !== 'failed').length
  const account = [
    ...unsteady.map((name) => `unsteady, passed alone: ${name}`),
    ...last.flatMap(accountOf),
    ...(unexplained > 0 ? ['an error outside of all tests'] : []),
  ].map((line) => `- ${run.title}: ${line}`)
  return { passed, failed: failures.length + unexplained, skipped, account }
}

/** The results of the same files, alone. */
async function secondChance(run: Run, failed: readonly FileReport[]): Promise<readonly FileReport[]> {
  const title = `${run.title}: once more, alone, for ${failed.flatMap(failuresOf).join(', ')}`
  const project = run.args.indexOf('--project')
  const where = project < 0 ? [] : run.args.slice(project, project + 2)
  const args = [...where, '--maxWorkers=1', ...failed.map(({ name }) => name)]
  return (await vitestRun({ ...run, title, args, output: 'shown' })).files ?? []
}

/** The tests of a file that failed, or the file that could not be loaded or prepared. */
function failuresOf({ name, status, assertionResults }: FileReport): readonly string[] {
  const place = relative(process.cwd(), name)
  const failed = assertionResults.filter((it) => it.status === 'failed').map((it) => `${place}: ${it.fullName}`)
  return failed.length === 0 && status === 'failed' ? [place] : failed
}

/** Each failure of a file, with the first lines of what it said. */
function accountOf({ name, status, message = '', assertionResults }: FileReport): readonly string[] {
  const place = relative(process.cwd(), name)
  const failed = assertionResults.filter((it) => it.status === 'failed')
  if (failed.length === 0) return status === 'failed' ? [`${place}\n  ${shortened(message)}`] : []
  return failed.map((it) => `${place}: ${it.fullName}\n  ${shortened((it.failureMessages ?? []).join('\n'))}`)
}

function shortened(text: string): string {
  return text.split('\n').slice(0, 12).join('\n  ').slice(0, 1500)
}
