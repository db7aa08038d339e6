import { randomBytes } from 'node:crypto'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { testProject, type TestProject } from '../harness/project.ts'
import { putLayered, startRegistry } from '../harness/registry-server.ts'
import { record, type Samples } from './samples.ts'
import { succeeded } from './succeeded.ts'

// The reaper's image is not needed: the registry is stopped at the end.
process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true'

const megabyte = 1024 * 1024
const shared = [20, 10, 5] as const
const own = 2

/** `pull` of five images that have three layers in common and one of their own each, from a registry of this machine, into an engine that has none of them. */
export async function measurePulls(rounds: number): Promise<Samples> {
  const samples: Samples = new Map()
  await using registry = await startRegistry()
  const run = randomBytes(4).toString('hex')
  const images = ['a', 'b', 'c', 'd', 'e'].map((name) => `bench-${run}/${name}:1`)
  const common = shared.map((size, index) => [`${run}-shared-${index}`, size * megabyte] as const)
  for (const name of images) await putLayered(registry.host, name, [...common, [`${run}-${name}`, own * megabyte]])
  const references = images.map((name) => `${registry.host}/${name}`)
  const services = Object.fromEntries(references.map((image, index) => [`s${index}`, { image }]))
  await using project = await testProject({ 'compose.yaml': JSON.stringify({ services }) })
  const contestants = [
    ['muster', pullWith(muster, project, references)],
    ['compose', pullWith(dockerCompose, project, references)],
  ] as const
  // The first round is not counted: it fills caches.
  for (let round = -1; round < rounds; round++) {
    for (const [who, pull] of round % 2 === 0 ? contestants : contestants.toReversed())
      record(round < 0 ? new Map() : samples, 'pull', { who, ms: await pull() })
  }
  return samples
}

function pullWith(tool: typeof muster, project: TestProject, references: readonly string[]): () => Promise<number> {
  return async () => {
    const { ms } = succeeded(await tool(project, ['pull']))
    for (const reference of references) await engineRequest('DELETE', `/images/${reference}`)
    return ms
  }
}
