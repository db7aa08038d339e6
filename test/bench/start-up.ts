import { dockerCompose, muster, type Outcome, start } from '../harness/command.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { chain } from './projects.ts'
import { record, type Samples } from './samples.ts'

interface Step {
  readonly title: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Exit code that is expected. */
  readonly code: number
}

/** `up` ends at its first request, for nobody listens there. */
const nobody = { DOCKER_HOST: 'unix:///nonexistent/docker.sock' }

const steps: readonly Step[] = [
  { title: 'version', args: ['version'], code: 0 },
  { title: 'config -q', args: ['config', '-q'], code: 0 },
  { title: 'up to first call', args: ['up', '-d'], env: nobody, code: 1 },
]

/** So often does a cache of compiled code grow. */
const warmUps = 4

/** What starting costs: commands that hardly do anything; the floor is Node itself, `node -e 0`. */
export async function measureStartUp(rounds: number): Promise<Samples> {
  const samples: Samples = new Map()
  const ignored: Samples = new Map()
  await using project = await testProject({ 'compose.yaml': chain(5) })
  for (let round = 0; round < warmUps; round++) {
    await measureRound(project, round, ignored)
    // A command that fails leaves nothing in the cache.
    expectCode(await muster(project, ['up', '--dry-run']), 0)
  }
  for (let round = 0; round < rounds; round++) await measureRound(project, round, samples)
  return samples
}

async function measureRound(project: TestProject, round: number, samples: Samples): Promise<void> {
  for (const { title, args, env, code } of steps) {
    const launch = env === undefined ? {} : { env }
    const contestants = [
      ['muster', async () => await muster(project, args, launch)],
      ['compose', async () => await dockerCompose(project, args, launch)],
      ['floor', async () => await start([process.execPath, '-e', '0'], {}).done],
    ] as const
    for (const [who, run] of round % 2 === 0 ? contestants : contestants.toReversed()) {
      record(samples, title, { who, ms: expectCode(await run(), who === 'floor' ? 0 : code).ms })
    }
  }
}

function expectCode(outcome: Outcome, code: number): Outcome {
  if (outcome.code !== code) throw new Error(`exit ${String(outcome.code)}:\n${outcome.stderr}`)
  return outcome
}
