// `npm run fuzz -- [--seed N] [--seconds S] [--corpus DIR]`: changes real compose projects at random and reads them.
// Nothing but a ComposeError may come out, within a second; and where `config` succeeds, `config` of what it printed is
// the same text again. Without --corpus, over the project's own test data. What goes wrong is kept in a folder to look at.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { generateValidator } from './validator.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    seconds: { type: 'string', default: '20' },
    corpus: { type: 'string', default: '.' },
    only: { type: 'string' },
  },
})
await generateValidator()
const { outcome } = await import('./fuzz/outcome.ts')
const { mutated } = await import('./fuzz/mutate.ts')
const { random } = await import('./fuzz/random.ts')

/** Texts by path, relative to the project's folder. */
type Files = Readonly<Record<string, string>>

const skipped: ReadonlySet<string> = new Set(['node_modules', '.git', 'dist'])
const projects = projectsBelow(values.corpus)
if (projects.length === 0) throw new Error(`no compose files below ${values.corpus}`)
const first = Number(values.seed)
const until = performance.now() + 1000 * Number(values.seconds)
const counts = { ok: 0, refused: 0, wrong: 0 }
let seed = first
for (; performance.now() < until && (values.only === undefined || seed === first); seed++) {
  const dice = random(seed)
  const files = mutated(dice.pick(projects), dice, projects)
  const result = await outcome(files)
  counts[result.kind] += 1
  if (result.kind === 'wrong') keep(files, result.why)
}
console.log(
  `${seed - first} projects from ${projects.length}, seeds ${first} to ${seed - 1}: ` +
    `${counts.ok} read, ${counts.refused} refused, ${counts.wrong} wrong`,
)
process.exitCode = counts.wrong === 0 ? 0 : 1

function keep(files: Files, why: string): void {
  const folder = join(tmpdir(), 'muster-fuzz', String(seed))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  console.log(
    `seed ${seed}: ${why}\n  kept in ${folder}; again: npm run fuzz -- --only x --seed ${seed} --corpus ${values.corpus}`,
  )
}

/** Every folder that holds a compose file, with all text files below it. */
function projectsBelow(root: string): readonly Files[] {
  const entries = readdirSync(root, { withFileTypes: true }).filter(({ name }) => !skipped.has(name))
  const below = entries.filter((it) => it.isDirectory()).flatMap(({ name }) => projectsBelow(join(root, name)))
  const isProject = entries.some(({ name }) => /^(docker-)?compose\.ya?ml$/.test(name))
  return isProject ? [filesOf(root), ...below] : below
}

function filesOf(root: string): Files {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((path) => join(root, path))
    .filter(
      (path) =>
        /\.(ya?ml|env)$|\.env[^/]*$|env_?file/.test(path) && statSync(path).isFile() && statSync(path).size < 100_000,
    )
  return Object.fromEntries(paths.map((path) => [relative(root, path), readFileSync(path, 'utf8')]))
}
