import { type Declaration, type Entry, readEntry } from './api-declarations.ts'

export const apiPath = 'schema/API.md'

/** What can be imported, and its source. */
export const entries = [
  { name: 'muster-compose', path: 'src/index.ts' },
  { name: 'muster-compose/vitest', path: 'src/vitest/index.ts' },
  { name: 'muster-compose/vitest/setup', path: 'src/vitest/setup.ts' },
] as const

/** schema/API.md: everything that the package exports, from the comments in the sources. */
export function apiDocument(): string {
  const read = entries.map(({ name, path }) => ({ name, ...readEntry(path) }))
  const told = new Set<string>()
  const sections = read.map((entry) => section(entry, told))
  return `${[head, ...sections].join('\n\n')}\n`
}

const head = `# muster as a library

<!-- Written by \`npm run api\` from the comments in src/. Changes made here are lost. -->

Whole programs that run: [examples/testing](../examples/testing), an application whose tests are written for Vitest, Jest, \`node:test\`
and Playwright. Errors have codes ([ERRORS.md](ERRORS.md)); \`errorCode\` tells that of an error.`

interface Named extends Entry {
  readonly name: string
}

/** What an entry only passes on is told where it stands first. */
function section({ name, text, declarations }: Named, told: Set<string>): string {
  const fresh = declarations.filter(({ name: one }) => !told.has(one))
  for (const { name: one } of fresh) told.add(one)
  const list = fresh.map(({ name: one }) => `[${one}](#${one.toLowerCase()})`).join(', ')
  return [`## ${name}`, text, list, ...fresh.map(declared)].join('\n\n')
}

function declared({ name, text, example, code }: Declaration): string {
  const shown = example === undefined ? [] : [fence(example)]
  return [`### ${name}`, text, fence(code.replace(/^export /, '')), ...shown].join('\n\n')
}

function fence(code: string): string {
  return `\`\`\`ts\n${code}\n\`\`\``
}

/** The examples of an entry's declarations, by name. */
export function apiExamples(): ReadonlyMap<string, string> {
  const all = entries.flatMap(({ path }) => readEntry(path).declarations)
  return new Map(all.flatMap(({ name, example }) => (example === undefined ? [] : [[name, example]])))
}
