import type { Model } from '../../attributes/top-level.ts'
import type { Call } from '../../engine/host/call-program.ts'
import { originOf, type Project } from '../../model/project.ts'
import { usedModels, withModels } from '../../model/with-models.ts'
import { ComposeError } from '../../source/diagnostic.ts'
import { asTask } from '../execution/task.ts'
import { programEnvironment } from '../world/program-environment.ts'
import type { World } from '../world/world.ts'
import type { Sight } from './sight.ts'

/**
 * Tells services where their models are, as the Docker Model Runner says (observed with docker compose 2.40.3: `docker-model
 * status --json`). Only asks. Throws a ComposeError where the plugin is missing or fails.
 */
export async function modelled(project: Project, world: World): Promise<Project> {
  if (usedModels(project).length === 0) return project
  const run = await runnerOf(project, world)
  const { endpoint } = parsed(await run(['status', '--json']), project) as { readonly endpoint?: string }
  return withModels(project, endpoint ?? '')
}

/** Fetches the models that services use and are not there, and configures each (`ls`, `pull`, `configure`). */
export async function prepareModels({ project }: Pick<Sight, 'project'>, world: World): Promise<void> {
  const used = usedModels(project)
  if (used.length === 0) return
  const run = await runnerOf(project, world)
  const listed = parsed(await run(['ls', '--json']), project) as readonly { readonly tags?: readonly string[] }[] | null
  const there = new Set((listed ?? []).flatMap(({ tags }) => tags ?? []))
  await Promise.all(used.map(async (key) => await prepare(key, project.models.get(key) ?? {}, { run, there, world })))
}

type Run = (args: readonly string[], onLine?: Call['onLine']) => Promise<string>

interface Preparing {
  readonly run: Run
  readonly there: ReadonlySet<string>
  readonly world: World
}

async function prepare(key: string, model: Model, { run, there, world }: Preparing): Promise<void> {
  const name = model.model ?? ''
  if (!there.has(name)) {
    const onLine = (line: string): void =>
      world.emit({ type: 'task', id: key, text: '', status: `Pulling ${line}`, state: 'working', at: world.now() })
    await asTask(
      { id: key, text: '', working: 'Pulling', done: 'Pulled' },
      async () => void (await run(['pull', name], onLine)),
      world,
    )
  }
  const size = model.context_size === undefined ? [] : ['--context-size', String(model.context_size)]
  const flags = model.runtime_flags === undefined ? [] : ['--', ...model.runtime_flags]
  const configure = async (): Promise<void> => void (await run(['configure', ...size, name, ...flags]))
  await asTask({ id: key, text: '', working: 'Configuring', done: 'Configured' }, configure, world)
}

/** A way to run the plugin. Its answers are JSON, or lines of progress. */
async function runnerOf(project: Project, world: World): Promise<Run> {
  const { findPlugin } = await import('../../engine/host/programs.ts')
  const program = findPlugin('model', world)
  if (program === undefined)
    throw failed(project, "'models' support requires Docker Model plugin", 'install the plugin docker-model')
  const { callProgram } = await import('../../engine/host/call-program.ts')
  const { cwd, signal } = world
  const env = programEnvironment(project, world)
  return async (args, onLine) => {
    const call = { program, args, cwd, env, signal, ...(onLine && { onLine }) }
    const { exitCode, stdout, stderr } = await callProgram(call)
    if (exitCode === 0) return stdout
    const said = stderr.trim() || stdout.trim()
    throw failed(project, `\`docker model ${args[0] ?? ''}\` failed: ${said || `exit status ${exitCode}`}`, undefined)
  }
}

function parsed(text: string, project: Project): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw failed(project, '`docker model` answered something that is not JSON', undefined)
  }
}

function failed(project: Project, message: string, fix: string | undefined): ComposeError {
  const [key = ''] = usedModels(project)
  const at = originOf(project, ['models', key])
  return new ComposeError([
    {
      severity: 'error',
      kind: 'model-runner',
      message,
      notes: [],
      fix: fix ?? 'see what `docker model status` says',
      ...(at === undefined ? {} : { at }),
    },
  ])
}
