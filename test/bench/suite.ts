import { fileURLToPath } from 'node:url'
import { dockerCompose, muster, start } from '../harness/command.ts'
import { freePort } from '../harness/http.ts'
import { projectIn, testProject } from '../harness/project.ts'
import { record, type Samples } from './samples.ts'
import { succeeded } from './succeeded.ts'

const application = fileURLToPath(new URL('../../examples/testing/app', import.meta.url))
const suite = [process.execPath, '--test', fileURLToPath(new URL('guestbook-suite.js', import.meta.url))]

/** What somebody writes who is tired of waiting. */
const often = 'services: { api: { healthcheck: { interval: 1s } }, cache: { healthcheck: { interval: 1s } } }\n'

/**
 * A whole run of the integration tests of examples/testing/app, from nothing to nothing: `muster test`, against
 * `docker compose up --wait`, the tests, and `down -v`; with the engine's default interval of healthchecks, and with one of a second.
 */
export async function measureSuite(rounds: number): Promise<Samples> {
  const samples: Samples = new Map()
  await using override = await testProject({ 'often.yaml': often })
  const everySecond = ['-f', 'compose.yaml', '-f', `${override.directory}/often.yaml`]
  for (const [step, files] of [
    ['default checks', []],
    ['checks each second', everySecond],
  ] as const)
    await measure({ step, files, rounds }, samples)
  return samples
}

interface Case {
  readonly step: string
  readonly files: readonly string[]
  readonly rounds: number
}

async function measure({ step, files, rounds }: Case, samples: Samples): Promise<void> {
  const contestants = [
    ['muster', withMuster],
    ['compose', withCompose],
  ] as const
  // The first round is not counted: it fills caches.
  for (let round = -1; round < rounds; round++) {
    for (const [who, run] of round % 2 === 0 ? contestants : contestants.toReversed()) {
      if (round >= 0 || who === 'muster') record(round < 0 ? new Map() : samples, step, { who, ms: await run(files) })
    }
  }
}

async function withMuster(files: readonly string[]): Promise<number> {
  await using project = projectIn(application)
  return succeeded(await muster(project, [...files, 'test', '--', ...suite])).ms
}

async function withCompose(files: readonly string[]): Promise<number> {
  await using project = projectIn(application)
  const env = { API_PORT: String(await freePort()) }
  const up = succeeded(await dockerCompose(project, [...files, 'up', '-d', '--wait'], { env }))
  const tests = succeeded(await start(suite, { env }).done)
  return up.ms + tests.ms + succeeded(await dockerCompose(project, [...files, 'down', '-v'], { env })).ms
}
