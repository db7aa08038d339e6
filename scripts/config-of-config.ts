// `node scripts/config-of-config.ts FOLDER`: whether `config` of what `config` prints is the same text, for every project
// below FOLDER that has a case.json (`cwd`, `args` and `env` of the command) beside its `input/`. Prints the differences.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { config, type ConfigOptions } from '../src/api/config.ts'
import { loadWorld } from '../src/api/world/load-world.ts'
import { splitArgv } from '../src/cli/argv/argv.ts'
import { projectFlags } from '../src/cli/session/project-flags.ts'
import type { LoadWorld } from '../src/load/options.ts'
import { generateValidator } from './validator.ts'

interface Case {
  readonly cwd?: string
  readonly args?: readonly string[]
  readonly configArgs?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly kind: 'ok' | 'error'
}

await generateValidator()
const corpus = resolve(process.argv[2] ?? '.')
const only = process.argv.slice(3)
const outcomes = new Map<string, number>()
for (const id of readdirSync(corpus).toSorted()) {
  const path = join(corpus, id, 'case.json')
  if (!existsSync(path) || (only.length > 0 && !only.includes(id))) continue
  const outcome = await judge(id, JSON.parse(readFileSync(path, 'utf8')) as Case)
  outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
}
console.log(Object.fromEntries(outcomes))
process.exitCode = outcomes.get('differs') || outcomes.get('refused') ? 1 : 0

async function judge(id: string, given: Case): Promise<'same' | 'differs' | 'refused' | 'not judged'> {
  if (given.kind !== 'ok' || (given.configArgs ?? []).length > 0) return 'not judged'
  const cwd = join(corpus, id, 'input', given.cwd ?? '')
  const home = '/nonexistent'
  const dir = join(corpus, id, 'input')
  const env = Object.entries(given.env ?? {}).map(([key, value]): [string, string] => [
    key,
    value === '${CWD}' ? cwd : value === '${DIR}' ? dir : value,
  ])
  const world = loadWorld({ cwd, home, env: new Map([['HOME', home], ...env]) })
  const options = optionsOf(given)
  const first = await text(options, world)
  if (first === undefined) return 'not judged'
  const printed = join(cwd, 'printed.yaml')
  const again = {
    ...world,
    env: new Map([...world.env].filter(([key]) => key !== 'COMPOSE_FILE')),
    readFile: async (path: string) => (path === printed ? first : await world.readFile(path)),
  }
  const second = await text({ ...options, files: [printed] }, again)
  if (await annotationsDisturb()) return 'differs'
  if (second === first) return 'same'
  console.log(`\n${id}`)
  if (second === undefined) return 'refused'
  const lines = second.split('\n')
  const before = first.split('\n')
  const at = before.findIndex((line, index) => line !== lines[index])
  console.log(`  line ${at + 1}\n  - ${before[at] ?? '(end)'}\n  + ${lines[at] ?? '(end)'}`)
  return 'differs'

  /** Comments must not change what is read. */
  async function annotationsDisturb(): Promise<boolean> {
    const commented = await text({ ...options, annotate: cwd }, world)
    const readFile = async (path: string): Promise<string> =>
      path === printed ? (commented ?? '') : await world.readFile(path)
    if ((await text({ ...options, files: [printed] }, { ...again, readFile })) === second) return false
    console.log(`\n${id}: the comments of --annotate are read as something else`)
    return true
  }

  async function text(asked: ConfigOptions, where: LoadWorld): Promise<string | undefined> {
    try {
      return (await config(asked, where)).text
    } catch (error) {
      console.log(`${id}: ${(error as Error).message}`)
      return undefined
    }
  }
}

function optionsOf({ args = [] }: Case): ConfigOptions {
  const { globals } = splitArgv([...args, 'config'])
  return {
    ...projectFlags(globals),
    services: [],
    view: 'model',
    format: 'yaml',
    normalize: !globals.compatibility,
  }
}
