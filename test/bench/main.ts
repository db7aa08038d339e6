/**
 * Runs muster and docker compose alternately on the same engine and prints the ratio of each pair with its spread, and beside
 * it the floor: the same containers created and started by bare API calls in the best order. `start` measures what starting
 * costs, against `node -e 0`. `config5`, `config500` up to `config5000` measure `config` of so many services,
 * when they are named; `suite` a run of integration tests; `pull5` the pull of five images that share layers, and `build3`
 * three builds side by side.
 *
 *   npm run bench -- [--rounds N] [--slow] [SCENARIO...]
 *
 * `--slow` adds the scenarios in which docker compose needs half a minute or more for each round.
 */
import { availableParallelism, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { dockerCompose, muster, start } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { removeProject, testProject, type TestProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'
import { measureBuilds } from './builds.ts'
import { configSizes, measureConfig } from './config.ts'
import { type Blueprint, blueprint, floorChain, floorDown, floorFlat } from './floor.ts'
import { chain, deaf, flat, replicas } from './projects.ts'
import { measurePulls } from './pulls.ts'
import { type Contestant, print, record, type Samples } from './samples.ts'
import { measureStartUp } from './start-up.ts'
import { succeeded } from './succeeded.ts'
import { measureSuite } from './suite.ts'

interface Scenario {
  readonly file: string
  readonly up: readonly string[]
  readonly floor?: (plan: Blueprint) => Promise<number>
  /** Further steps that are timed after `up`, in order; each is a command of both tools. */
  readonly next: readonly {
    readonly title: string
    readonly args: readonly string[]
    readonly floor?: (plan: Blueprint) => Promise<number>
  }[]
  readonly slow?: true
}

const down = { title: 'down', args: ['down'], floor: floorDown }
const scenarios: Readonly<Record<string, Scenario>> = {
  flat10: {
    file: flat(10),
    up: ['up', '-d'],
    floor: floorFlat,
    next: [{ title: 'no-op up', args: ['up', '-d'] }, down],
  },
  replicas6: { file: replicas(6), up: ['up', '-d'], floor: floorFlat, next: [down] },
  chain5: {
    file: chain(5, '200ms'),
    up: ['up', '-d'],
    floor: floorChain,
    next: [{ title: 'no-op up', args: ['up', '-d'] }, down],
  },
  flat1: { file: flat(1), up: ['up', '-d'], floor: floorFlat, next: [{ title: 'no-op up', args: ['up', '-d'] }, down] },
  flat50: {
    file: flat(50),
    up: ['up', '-d'],
    floor: floorFlat,
    next: [{ title: 'no-op up', args: ['up', '-d'] }, down],
    slow: true,
  },
  ready1: { file: chain(1), up: ['up', '--wait'], next: [down], slow: true },
  ready3: { file: chain(3), up: ['up', '--wait'], next: [down], slow: true },
  deaf3: { file: deaf(3), up: ['up', '-d'], next: [down], slow: true },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '10' }, slow: { type: 'boolean', default: false } },
})
const rounds = Number(values.rounds)
await printVersions()
if (positionals.length === 0 || positionals.includes('start')) print('start', await measureStartUp(3 * rounds))
for (const [name, size] of Object.entries(configSizes)) {
  if (positionals.includes(name)) print(name, await measureConfig(size, rounds))
}
if (positionals.length === 0 ? values.slow : positionals.includes('suite')) print('suite', await measureSuite(rounds))
if (positionals.length === 0 || positionals.includes('pull5')) print('pull5', await measurePulls(rounds))
if (positionals.length === 0 ? values.slow : positionals.includes('build3'))
  print('build3', await measureBuilds(rounds))
for (const [name, scenario] of Object.entries(scenarios)) {
  const chosen = positionals.length > 0 ? positionals.includes(name) : values.slow || scenario.slow !== true
  if (chosen) print(name, await measure(scenario))
}

/** Figures mean something only beside these. */
async function printVersions(): Promise<void> {
  const engine = (await engineRequest('GET', '/version')) as { readonly Version: string }
  const compose = await start(['docker', 'compose', 'version', '--short'], {}).done
  const place = `${availableParallelism()} processors, load ${loadavg()[0]?.toFixed(1) ?? ''}`
  process.stdout.write(
    `engine ${engine.Version}, docker compose ${compose.stdout.trim()}, Node ${process.versions.node}, ${place}, ${rounds} rounds\n`,
  )
}

/** All in turns, and each second round the other way round, so that nobody always comes first. */
async function measure(scenario: Scenario): Promise<Samples> {
  const samples: Samples = new Map()
  await using project = await testProject({ 'compose.yaml': scenario.file })
  const plan = await warmUp(project, scenario)
  const steps = [{ title: 'up', args: scenario.up, floor: scenario.floor }, ...scenario.next]
  const timed: Readonly<Record<Contestant, (step: (typeof steps)[number]) => Promise<number | undefined>>> = {
    muster: async ({ args }) => succeeded(await muster(project, args)).ms,
    compose: async ({ args }) => succeeded(await dockerCompose(project, args)).ms,
    floor: async ({ floor }) => await floor?.(plan),
  }
  const contestants: readonly Contestant[] =
    scenario.floor === undefined ? ['muster', 'compose'] : ['muster', 'compose', 'floor']
  for (let round = 0; round < rounds; round++) {
    for (const who of round % 2 === 0 ? contestants : contestants.toReversed()) {
      for (const step of steps) {
        record(samples, step.title, { who, ms: await timed[who](step) })
      }
      await removeProject(project.name)
    }
  }
  return samples
}

/** Rounds that are not counted: they fill caches, and one records what `up` creates. */
async function warmUp(project: TestProject, scenario: Scenario): Promise<Blueprint> {
  await using proxy = await startProxy()
  const later = scenario.next.map(({ args }) => args)
  succeeded(await muster(project, scenario.up, { env: { DOCKER_HOST: proxy.address } }))
  const recorded = blueprint(proxy.requests)
  for (const args of later) succeeded(await muster(project, args))
  if (scenario.slow !== true) for (const args of [scenario.up, ...later]) succeeded(await dockerCompose(project, args))
  return recorded
}
