// Runs the tests with the engine that with-engine.ts provides, the core of the engine tests
// on Engine 20.10 and the core commands on Podman as well, and says in one last line how many there were.
// A file with a test that failed is run once more, alone: four files at once on a small machine can keep an engine from
// answering in time. What fails then has failed; what passes is named as unsteady.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { canStartEngine } from './platform.ts'

interface Figures {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Each failure with what it said. */
  readonly account: readonly string[]
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly testResults: readonly FileReport[]
}

interface FileReport {
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

interface Run {
  readonly title: string
  /** What to run vitest under. */
  readonly under: readonly string[]
  readonly args: readonly string[]
}

const scratch = mkdtempSync(join(tmpdir(), 'muster-test-'))
const only = process.argv.slice(2)
// What crashes at each request does so on the other engine; here at some of them.
const onEngine20 = ['env', 'MUSTER_TEST_EVERY=2', 'node', 'scripts/with-engine.ts', '--line', '20', '--']
const onPodman = ['node', 'scripts/with-engine.ts', '--line', 'podman', '--images', 'busybox:latest', '--']
const all: readonly Run[] = [
  { title: 'unit tests', under: [], args: ['--project', 'unit'] },
  { title: 'engine tests', under: [], args: ['--project', 'engine'] },
  {
    title: 'engine tests, the core of them on Engine 20.10',
    under: onEngine20,
    args: ['--project', 'engine', 'test/engine/core'],
  },
  {
    title: 'engine tests, the core commands on Podman',
    under: onPodman,
    args: ['--project', 'engine', 'test/engine/core/commands.test.ts', 'test/engine/core/snapshot-core.test.ts'],
  },
]
// Without root on Debian there are no other engines to be had; CI must have them.
const everywhere = canStartEngine('20') || process.env['CI'] ? all : all.slice(0, 2)
if (everywhere !== all) console.log('Engine 20.10 and Podman are left out: they can be started on Debian as root only')
const runs = only.length > 0 ? [{ title: 'the tests asked for', under: [], args: only }] : everywhere
const figures = runs.map(runVitest)
rmSync(scratch, { recursive: true })

const total = figures.reduce((sum, part) => ({
  passed: sum.passed + part.passed,
  failed: sum.failed + part.failed,
  skipped: sum.skipped + part.skipped,
  account: [...sum.account, ...part.account],
}))
// A test that did not run has shown nothing: skipping is failing.
process.exitCode = total.failed === 0 && total.skipped === 0 && total.passed > 0 ? 0 : 1
// Whoever reads only the end of a long log finds here what failed.
if (total.account.length > 0) console.log(`\nWhat failed:\n${total.account.join('\n')}`)
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)

function runVitest(run: Run, index: number): Figures {
  console.log(`\n== ${run.title}`)
  const first = resultsOf(run, `${index}.json`)
  if (first === undefined) return { passed: 0, failed: 1, skipped: 0, account: [`- ${run.title}: no report`] }
  const failed = first.files.filter(({ status }) => status === 'failed')
  // An error outside of all tests: nobody knows which file it belongs to.
  const unexplained = first.status !== 0 && failed.length === 0 ? 1 : 0
  const again = failed.length === 0 ? [] : secondChance(run, failed, `${index}-again.json`)
  const last = first.files.map((file) => again.find(({ name }) => name === file.name) ?? file)
  const failures = last.flatMap(failuresOf)
  const unsteady = failed.flatMap(failuresOf).filter((name) => !failures.includes(name))
  if (unsteady.length > 0) console.log(`\nunsteady, failed at first and passed alone: ${unsteady.join(', ')}`)
  const tests = last.flatMap((file) => file.assertionResults)
  const passed = tests.filter(({ status }) => status === 'passed').length
  const skipped = tests.filter(({ status }) => status !== 'passed' && status !== 'failed').length
  const account = [
    ...unsteady.map((name) => `unsteady, passed alone: ${name}`),
    ...last.flatMap(accountOf),
    ...(unexplained > 0 ? ['an error outside of all tests'] : []),
  ].map((line) => `- ${run.title}: ${line}`)
  return { passed, failed: failures.length + unexplained, skipped, account }
}

/** The results of the same files, alone. */
function secondChance(run: Run, failed: readonly FileReport[], report: string): readonly FileReport[] {
  console.log(`\n== ${run.title}: once more, alone, for ${failed.flatMap(failuresOf).join(', ')}`)
  const project = run.args.indexOf('--project')
  const where = project < 0 ? [] : run.args.slice(project, project + 2)
  const args = [...where, '--maxWorkers=1', ...failed.map(({ name }) => name)]
  return resultsOf({ ...run, args }, report)?.files ?? []
}

interface Results {
  /** vitest's exit code. */
  readonly status: number | null
  readonly files: readonly FileReport[]
}

/** What vitest reports of a run; nothing when it ended without a report. */
function resultsOf({ under, args }: Run, name: string): Results | undefined {
  const file = join(scratch, name)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const [command = '', ...rest] = [...under, 'node_modules/.bin/vitest', 'run', ...reporters, ...args]
  const { status } = spawnSync(command, rest, { stdio: 'inherit' })
  try {
    return { status, files: (JSON.parse(readFileSync(file, 'utf8')) as Report).testResults }
  } catch {
    return undefined
  }
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
