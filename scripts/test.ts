// Runs the tests with the engine that with-engine.ts provides, the core of the engine tests
// on Engine 20.10 and the core commands on Podman as well, and says in one last line how many there were.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { canStartEngine } from './platform.ts'

interface Figures {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** The part of vitest's JSON report that is read here. */
interface Report {
  readonly numPassedTests: number
  readonly numFailedTests: number
  readonly numPendingTests: number
  readonly numTodoTests: number
}

interface Run {
  readonly title: string
  /** What to run vitest under. */
  readonly under: readonly string[]
  readonly args: readonly string[]
}

const scratch = mkdtempSync(join(tmpdir(), 'muster-test-'))
const only = process.argv.slice(2)
const onEngine20 = ['node', 'scripts/with-engine.ts', '--line', '20', '--']
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
    args: ['--project', 'engine', 'test/engine/core/commands.test.ts'],
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
}))
// A test that did not run has shown nothing: skipping is failing.
process.exitCode = total.failed === 0 && total.skipped === 0 && total.passed > 0 ? 0 : 1
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)

function runVitest({ title, under, args }: Run, index: number): Figures {
  console.log(`\n== ${title}`)
  const file = join(scratch, `${index}.json`)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const [command = '', ...rest] = [...under, 'node_modules/.bin/vitest', 'run', ...reporters, ...args]
  const { status } = spawnSync(command, rest, { stdio: 'inherit' })
  const figures = read(file)
  // A file that could not be loaded, or a run that ended early, has no failed test to its name.
  return status === 0 || figures.failed > 0 ? figures : { ...figures, failed: 1 }
}

function read(file: string): Figures {
  try {
    const report = JSON.parse(readFileSync(file, 'utf8')) as Report
    return {
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } catch {
    return { passed: 0, failed: 0, skipped: 0 }
  }
}
