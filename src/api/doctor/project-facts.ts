import { statSync } from 'node:fs'
import { join } from 'node:path'
import { lockKey } from '../../engine/engine-key.ts'
import { firstEnvFiles } from '../../load/env.ts'
import type { Project } from '../../model/project.ts'
import { type Holder, lockHolder } from '../../run/project-lock.ts'
import { ComposeError } from '../../source/diagnostic.ts'
import { plan } from '../plan.ts'
import { projectPlace } from '../project/project-place.ts'
import { loadWorld } from '../world/load-world.ts'
import type { ProjectOptions, World } from '../world/world.ts'
import { patience, perhaps, within } from './bounded.ts'
import type { EngineFacts, ProjectFacts, Untold } from './facts.ts'
import { checkWithoutEngine } from './without-engine.ts'

/** Reads the project in the folder and looks at it as `up` does before it begins. Never rejects. */
export async function projectFacts(options: ProjectOptions, engine: EngineFacts, world: World): Promise<ProjectFacts> {
  const loading = loadWorld(world)
  const { files, directory } = await projectPlace(options, loading)
  const isNamed = options.files.length > 0 || (world.env.get('COMPOSE_FILE') ?? '') !== ''
  if (files.length === 0 && !isNamed) return { folder: directory, files, envFiles: [], told: [] }
  const beside = [...firstEnvFiles(options, loading), join(directory, '.env')]
  const place = { folder: directory, files, envFiles: [...new Set(beside)].filter(isFile) }
  const told: ProjectFacts['told'][number][] = []
  const emit: World['emit'] = (event) => {
    if (event.type === 'warning') told.push(event.diagnostic ?? { severity: 'warning', message: event.message })
  }
  try {
    const seen = await within(checked(options, engine, { ...world, emit }), 2 * patience)
    if (seen === 'late') return { ...place, told: [...told, late] }
    told.push(...(seen.refused === undefined ? [] : errorsOf(seen.refused)))
    const { project } = seen
    const holder = engine.reached ? await perhaps(changing(project, world)) : undefined
    return { ...place, ...countsOf(project), told, ...(holder === undefined ? {} : { holder }) }
  } catch (error) {
    return { ...place, told: [...told, ...errorsOf(error)] }
  }
}

/** A folder of the name `.env` is read by nobody. */
function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory()
  } catch {
    return false
  }
}

interface Checked {
  readonly project: Project
  readonly refused?: Error
}

async function checked(options: ProjectOptions, engine: EngineFacts, world: World): Promise<Checked> {
  if (engine.reached) return await plan(options, world)
  return { project: await checkWithoutEngine(options, engine.at?.address, world) }
}

function countsOf({ name, services, disabled }: Project): Pick<ProjectFacts, 'name' | 'services'> {
  return { name, services: { active: services.size, disabled: disabled.size } }
}

async function changing({ name: project }: Project, world: World): Promise<Holder | undefined> {
  const { connect } = await import('../../engine/connect.ts')
  const { env, home } = world
  const engine = await lockKey(await world.engine(), async (host) => await connect({ env, home, host }))
  return await lockHolder({ engine, project })
}

function errorsOf(error: unknown): ProjectFacts['told'] {
  if (error instanceof ComposeError) return error.diagnostics
  const { message, fix } = error as Error & { readonly fix?: string }
  const untold: Untold = { severity: 'error', message, ...(fix === undefined ? {} : { fix }) }
  return [untold]
}

const late: Untold = {
  severity: 'warning',
  message: `the look at the project did not end within ${(2 * patience) / 1000} s`,
  fix: 'try `muster plan`, which waits',
}
