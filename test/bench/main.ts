/**
 * Runs muster and docker compose alternately on the same engine and prints the ratio of each pair with its spread, and beside
 * it the floor: the same containers created and started by bare API calls in the best order.
 *
 *   npm run bench -- [--rounds N] [--slow] [SCENARIO...]
 *
 * `--slow` adds the scenarios in which docker compose needs half a minute or more for each round.
 */
import { parseArgs } from 'node:util'
import { dockerCompose, muster, type Outcome } from '../harness/command.ts'
import { removeProject, testProject, type TestProject } from '../harness/project.ts'
import { startProxy } from '../harness/proxy.ts'
import { type Blueprint, blueprint, floorChain, floorDown, floorFlat } from './floor.ts'
import { chain, deaf, flat, replicas } from './projects.ts'
import { pairRatios, ratio, seconds } from './statistics.ts'

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

type Samples = Map<string, { readonly muster: number[]; readonly compose: number[]; readonly floor: number[] }>

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '10' }, slow: { type: 'boolean', default: false } },
})
const rounds = Number(values.rounds)
for (const [name, scenario] of Object.entries(scenarios)) {
  const chosen = positionals.length > 0 ? positionals.includes(name) : values.slow || scenario.slow !== true
  if (chosen) print(name, await measure(scenario))
}

async function measure(scenario: Scenario): Promise<Samples> {
  const samples: Samples = new Map()
  const record = (step: string, who: 'muster' | 'compose' | 'floor', ms: number): void => {
    if (!samples.has(step)) samples.set(step, { muster: [], compose: [], floor: [] })
    samples.get(step)?.[who].push(ms)
  }
  await using project = await testProject({ 'compose.yaml': scenario.file })
  const plan = await warmUp(project, scenario)
  const tools = [
    ['muster', muster],
    ['compose', dockerCompose],
  ] as const
  for (let round = 0; round < rounds; round++) {
    for (const [who, run] of round % 2 === 0 ? tools : [...tools].reverse()) {
      for (const step of [{ title: 'up', args: scenario.up }, ...scenario.next]) {
        record(step.title, who, succeed(await run(project, step.args)).ms)
      }
    }
    if (scenario.floor === undefined) continue
    record('up', 'floor', await scenario.floor(plan))
    for (const step of scenario.next) if (step.floor !== undefined) record(step.title, 'floor', await step.floor(plan))
    await removeProject(project.name)
  }
  return samples
}

/** One round that is not counted: fills caches and records what `up` creates. */
async function warmUp(project: TestProject, scenario: Scenario): Promise<Blueprint> {
  await using proxy = await startProxy()
  succeed(await muster(project, scenario.up, { env: { DOCKER_HOST: proxy.address } }))
  succeed(await muster(project, ['down', '-t', '0']))
  return blueprint(proxy.requests)
}

function succeed(outcome: Outcome): Outcome {
  if (outcome.code !== 0) throw new Error(`exit ${String(outcome.code)}:\n${outcome.stderr}`)
  return outcome
}

function print(name: string, samples: Samples): void {
  for (const [step, { muster: ours, compose, floor }] of samples) {
    const against =
      floor.length === 0 ? '' : `  floor ${seconds(floor)}  ratio to floor ${ratio(pairRatios(ours, floor))}`
    process.stdout.write(
      `${`${name} ${step}`.padEnd(20)} muster ${seconds(ours)}  docker compose ${seconds(compose)}  ratio ${ratio(pairRatios(ours, compose))}${against}\n`,
    )
  }
}
