// Runs the tests: those that need no engine at once, and as soon as there is an engine those that do, beside them the core of
// these on Engine 20.10 and the core commands on Podman. Says in one last line how many there were.
// A file with a test that failed is run once more, alone: many files at once on a small machine can keep an engine from
// answering in time. What fails then has failed; what passes is named as unsteady.
import { type Session, Unavailable, unpackEngine, type Wanted, withEngine } from './engine-session.ts'
import { canStartEngine } from './platform.ts'
import { type Figures, type Results, type Run, settled, vitestRun } from './vitest-run.ts'

const only = process.argv.slice(2)
const names = (part: string): boolean => only.length === 0 || only.some((word) => word.includes(part))
const wanted: Wanted = {
  // Fetched only for the tests that need them.
  programs: (['browser', 'ssh-server'] as const).filter((it) => names(it === 'browser' ? 'timeline' : 'ssh')),
}
const title = 'engine tests'
const stop = new AbortController()
const unit = only.length > 0 ? [] : [vitestRun(withoutEngine(stop.signal))]
const figures: Figures[] = []
try {
  const code = await withEngine(wanted, async (session) => {
    session.signal.addEventListener('abort', () => stop.abort())
    const runs = await Promise.all([...unit, ...(only.length > 0 ? asked(session) : everything(session))])
    for (const results of runs.flat()) figures.push(await settled(results))
    return 0
  })
  if (code !== 0) process.exit(code)
} catch (error) {
  if (!(error instanceof Unavailable)) throw error
  figures.push({ passed: 0, failed: 1, skipped: 0, account: [`- ${title}: ${error.message}`] })
  for (const results of await Promise.all(unit)) figures.push(await settled(results))
}
conclude()

function withoutEngine(signal: AbortSignal): Run {
  return { title: 'unit tests', under: [], args: ['--project', 'unit'], signal, output: 'collected' }
}

function asked({ env, under, signal }: Session): readonly Promise<Results>[] {
  return [vitestRun({ title: 'the tests asked for', under, env, signal, args: only, output: 'shown' })]
}

function everything({ env, under, signal }: Session): readonly Promise<Results | readonly Results[]>[] {
  const main = vitestRun({ title, under, env, signal, args: ['--project', 'engine'], output: 'shown' })
  // Without root on Debian there are no other engines to be had; CI must have them.
  if (canStartEngine('20') || process.env['CI']) return [main, onOtherEngines({ env, under, signal })]
  console.log('Engine 20.10 and Podman are left out: they can be started on Debian as root only')
  return [main]
}

/** One after the other. They may be started in the engine's own network, where nothing can be fetched. */
async function onOtherEngines({ env, under, signal }: Session): Promise<readonly Results[]> {
  for (const line of ['20', 'podman'].filter(canStartEngine)) await unpackEngine(line)
  const engine = ['node', 'scripts/with-engine.ts', '--line']
  const core = 'test/engine/core'
  return [
    await vitestRun({
      title: `${title}, the core of them on Engine 20.10`,
      under: [...under, ...engine, '20', '--'],
      // What crashes at each request does so on the other engine; here at some of them.
      env: { ...env, MUSTER_TEST_EVERY: '2' },
      signal,
      args: ['--project', 'engine', '--maxWorkers=2', core],
      output: 'collected',
    }),
    await vitestRun({
      title: `${title}, the core commands on Podman`,
      under: [...under, ...engine, 'podman', '--images', 'busybox:latest', '--'],
      env,
      signal,
      args: ['--project', 'engine', '--maxWorkers=2', `${core}/commands.test.ts`, `${core}/snapshot-core.test.ts`],
      output: 'collected',
    }),
  ]
}

function conclude(): void {
  const sum = (of: (part: Figures) => number): number => figures.reduce((total, part) => total + of(part), 0)
  const [passed, failed, skipped] = [sum((it) => it.passed), sum((it) => it.failed), sum((it) => it.skipped)]
  const account = figures.flatMap((part) => part.account)
  // Whoever reads only the end of a long log finds here what failed.
  if (account.length > 0) console.log(`\nWhat failed:\n${account.join('\n')}`)
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`)
  // A test that did not run has shown nothing: skipping is failing.
  process.exitCode = failed === 0 && skipped === 0 && passed > 0 ? 0 : 1
}
