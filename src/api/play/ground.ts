import { promises as files } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join, resolve } from 'node:path'
import { shellQuote } from '../../attributes/grammar/shell-quote.ts'
import type { Scenario } from '../../scenario/scenario.ts'
import { passingCopy } from '../copies/passing-copy.ts'
import type { ProjectOptions, World } from '../world/world.ts'

/** The programs that make up muster, for who calls it in a scenario. */
export interface Programs {
  readonly node: string
  /** What Node is started with. */
  readonly nodeOptions: readonly string[]
  readonly muster: string
}

/** Where a scenario is played: a folder, variables that lead every muster and docker compose to its own copy, and their programs. */
export interface Ground extends AsyncDisposable {
  /** What the names of the copy end with, with its dash. */
  readonly suffix: string
  /** What the copy is called, as far as that is known before a file is read. */
  readonly project: string
  readonly folder: string
  /** What lies in it goes with the ground. */
  readonly room: string
  readonly env: ReadonlyMap<string, string>
  /** Without what is only so this time: the suffix, and where the folder lies. */
  readonly plain: (line: string) => string
}

/** Makes the ground ready; disposing removes its files. */
export async function prepareGround(
  scenario: Scenario,
  {
    options,
    programs,
    world,
  }: { readonly options: ProjectOptions; readonly programs: Programs; readonly world: World },
): Promise<Ground> {
  const { name } = passingCopy('play', options, world)
  const room = await files.mkdtemp(join(await files.realpath(tmpdir()), 'muster-play-'))
  const home = dirname(scenario.file.path)
  const stage = scenario.project ?? options.projectName ?? (basename(home).toLowerCase() || 'demo')
  const folder = scenario.folder === 'empty' ? join(room, stage) : home
  const bin = join(room, '.bin')
  await files.mkdir(bin, { mode: 0o700 })
  await files.mkdir(folder, { recursive: true })
  await files.writeFile(join(bin, 'muster'), musterProgram(programs), { mode: 0o755 })
  await files.writeFile(join(bin, 'docker'), dockerProgram(bin), { mode: 0o755 })
  const path = [bin, ...(world.env.get('PATH') ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter)].join(delimiter)
  const env = new Map([
    ...[...world.env].filter(([key]) => !steering.test(key)),
    ['TZ', 'UTC'] as const,
    ['LC_ALL', 'C.UTF-8'] as const,
    ...scenario.env,
    ...projectVariables(scenario, options, home),
    ...engineVariables(world),
    ['MUSTER_ISOLATE', name] as const,
    ['COLUMNS', String(scenario.screen.columns)] as const,
    ['PATH', path] as const,
  ])
  return {
    suffix: `-${name}`,
    project: `${stage}-${name}`,
    folder,
    room,
    env,
    plain: (line) => line.replaceAll(`-${name}`, '').replaceAll(folder, `/${stage}`).replaceAll(room, '/tmp'),
    [Symbol.asyncDispose]: async () => await files.rm(room, { recursive: true, force: true }),
  }
}

/** What would make another play of the same scenario: who plays it, and where, shall not matter. */
const steering =
  /^(?:COMPOSE_|MUSTER_(?:ISOLATE|LEASE|DIAGNOSTICS|ADOPT|TTL)$|CI$|GITHUB_|TF_BUILD$|TEAMCITY_|NO_COLOR$|FORCE_COLOR$)/

/** Where the engine is, when the command line says so. */
function engineVariables({ place = {} }: World): readonly (readonly [string, string])[] {
  const { host, context } = place
  return [
    ...(host === undefined ? [] : [['DOCKER_HOST', host] as const]),
    ...(context === undefined ? [] : [['DOCKER_CONTEXT', context] as const]),
  ]
}

/** What was said on the command line or in the scenario, in the words that both tools read. */
function projectVariables(
  { files: listed, project }: Scenario,
  options: ProjectOptions,
  home: string,
): ReadonlyMap<string, string> {
  const chosen = options.files.length > 0 ? options.files : listed.map((file) => resolve(home, file))
  const name = options.projectName ?? project
  const pairs: [string, string][] = []
  if (chosen.length > 0) pairs.push(['COMPOSE_FILE', chosen.map((file) => resolve(file)).join(delimiter)])
  if (name !== undefined) pairs.push(['COMPOSE_PROJECT_NAME', name])
  if (options.profiles.length > 0) pairs.push(['COMPOSE_PROFILES', options.profiles.join(',')])
  if (options.envFiles.length > 0)
    pairs.push(['COMPOSE_ENV_FILES', options.envFiles.map((file) => resolve(file)).join(',')])
  return new Map(pairs)
}

function musterProgram({ node, nodeOptions, muster }: Programs): string {
  return `#!/bin/sh\nexec ${[node, ...nodeOptions, '--', muster].map(shellQuote).join(' ')} "$@"\n`
}

/** docker as it is, but its compose finds the copy of the project that muster works on. */
function dockerProgram(bin: string): string {
  const lines = [
    '#!/bin/sh',
    `PATH=$(printf %s "$PATH" | tr : '\\n' | grep -vxF ${shellQuote(bin)} | paste -sd: -)`,
    'if [ "$1" = compose ]; then',
    `  name=$(${shellQuote(join(bin, 'muster'))} config 2>/dev/null | sed -n 's/^name: //p' | head -n 1)`,
    '  [ -z "$name" ] || export COMPOSE_PROJECT_NAME="$name"',
    'fi',
    'exec docker "$@"',
    '',
  ]
  return lines.join('\n')
}
