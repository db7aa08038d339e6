import { firstEnvFiles, readEnvFiles } from '../../load/env.ts'
import type { LoadOptions } from '../../load/options.ts'
import { createReport } from '../../source/diagnostic.ts'
import { loadWorld } from './load-world.ts'
import type { World } from './world.ts'

/**
 * The shell's variables and, below them, every COMPOSE_* that the project's env files set: they steer the command line
 * itself (COMPOSE.md: environment variables, last row); only COMPOSE_ENV_FILES counts in the shell alone. Mistakes in the files are left to the load, which reports them in full.
 */
export async function composeVariables(
  options: LoadOptions,
  world: Pick<World, 'cwd' | 'home' | 'env' | 'pipes'>,
): Promise<ReadonlyMap<string, string>> {
  // To read an env file costs ten times what it costs to see that it holds none of them.
  if (!(await mentionsCompose(options, world))) return world.env
  const read = await projectVariables(options, world)
  return new Map([
    ...[...read].filter(([name]) => name.startsWith('COMPOSE_') && name !== 'COMPOSE_ENV_FILES'),
    ...world.env,
  ])
}

/** The shell's variables over all that the project's env files set. Mistakes in the files are left to the load. */
export async function projectVariables(
  options: LoadOptions,
  world: Pick<World, 'cwd' | 'home' | 'env' | 'pipes'>,
): Promise<ReadonlyMap<string, string>> {
  const reading = loadWorld(world)
  const read = await readEnvFiles(firstEnvFiles(options, reading), {
    variables: world.env,
    world: reading,
    report: createReport(),
  })
  return new Map([...read, ...world.env])
}

async function mentionsCompose(
  options: LoadOptions,
  by: Pick<World, 'cwd' | 'home' | 'env' | 'pipes'>,
): Promise<boolean> {
  const world = loadWorld(by)
  const texts = await Promise.all(firstEnvFiles(options, world).map((file) => world.readFile(file).catch(() => '')))
  return texts.some((text) => text.includes('COMPOSE_'))
}
