import { randomBytes } from 'node:crypto'
import { dockerCompose, muster } from '../harness/command.ts'
import { engineRequest } from '../harness/engine.ts'
import { testProject } from '../harness/project.ts'
import { record, type Samples } from './samples.ts'
import { succeeded } from './succeeded.ts'

const names = ['a', 'b', 'c'] as const

/** `build` of a service whose step takes three seconds, and of three such services. */
export async function measureBuilds(rounds: number): Promise<Samples> {
  const samples: Samples = new Map()
  for (let round = 0; round < rounds; round++) {
    const contestants = [
      ['muster', muster],
      ['compose', dockerCompose],
    ] as const
    for (const [who, tool] of round % 2 === 0 ? contestants : contestants.toReversed()) {
      record(samples, 'one build', { who, ms: await built(tool, ['a']) })
      record(samples, 'three builds', { who, ms: await built(tool, names) })
    }
  }
  return samples
}

async function built(tool: typeof muster, services: readonly string[]): Promise<number> {
  // No cache has what nobody ever built.
  const dockerfile = `FROM busybox\nRUN sleep 3; : ${randomBytes(8).toString('hex')}`
  const builds = services.map((name) => [name, { build: { dockerfile_inline: `${dockerfile} ${name}` } }])
  await using project = await testProject({ 'compose.yaml': JSON.stringify({ services: Object.fromEntries(builds) }) })
  const { ms } = succeeded(await tool(project, ['build']))
  for (const name of services) await engineRequest('DELETE', `/images/${project.name}-${name}`)
  return ms
}
