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
  const told = new Map<string, string>()
  const slugs = new Map<string, number>()
  const sections = read.map((entry) => section(entry, told, slugs))
  return `${[head, ...sections].join('\n\n').replaceAll(citation, '')}\n`
}

/** Where a rule comes from is for those who work on muster. */
const citation = / \((?:R-\d+|quirk \d+|COMPOSE\.md: [^)]*)\)/g

const head = `# muster as a library

<!-- Written by \`npm run api\` from the comments in src/. Changes made here are lost. -->

The package is not in the npm registry yet. In a clone, \`npm ci && npm run build && npm pack\` makes \`muster-compose-0.1.0.tgz\`; in your
project, \`npm install --save-dev PATH/muster-compose-0.1.0.tgz\` installs it. A test that uses the services of a \`compose.yaml\`, here with
\`node --test\`:

\`\`\`js
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { up } from 'muster-compose'

test('the database answers', async () => {
  await using stack = await up({ files: ['compose.yaml'], isolate: true })
  const { host, port } = stack.service('db').endpoint(5432)
  const { stdout } = await stack.service('db').exec(['psql', '-U', 'postgres', '-tc', 'select 1'])
  assert.match(stdout, /1/)
  console.log(\`reached at \${host}:\${port}\`)
})
\`\`\`

\`up\` resolves when every service is ready. \`isolate: true\` makes it a copy of the project with containers, volumes and free host ports of its
own, so that tests run side by side and beside what you have up yourself; at the end of the block the copy is gone with its data, and also when
the process is killed. \`await using\` runs as it stands on Node 24 and in TypeScript; on Node 22 \`await stack[Symbol.asyncDispose]()\` in
\`finally\` does the same.

Whole programs that run: [examples/testing](../examples/testing), an application whose tests are written for Vitest, Jest, \`node:test\`
and Playwright. Errors have codes ([ERRORS.md](ERRORS.md)); \`errorCode\` tells that of an error. Types that are named here and have no heading are TypeScript's own, or parts of muster's model (\`Service\`,
\`ContainerSpec\`, …), which your editor knows and which follow the Compose Specification.`

interface Named extends Entry {
  readonly name: string
}

/** What an entry only passes on is told where it stands first. */
function section({ name, text, declarations }: Named, told: Map<string, string>, slugs: Map<string, number>): string {
  const fresh = declarations.filter(({ name: one }) => !told.has(one))
  for (const { name: one } of fresh) told.set(one, anchorOf(one, slugs))
  const linked = (some: readonly Declaration[]): string =>
    some.map(({ name: one }) => `[${one}](#${told.get(one) ?? ''})`).join(', ')
  const isCalled = ({ kind }: Declaration): boolean => kind === 'function' || kind === 'const'
  const types = fresh.filter((one) => !isCalled(one))
  const lists = [
    `Functions: ${linked(fresh.filter(isCalled))}.`,
    ...(types.length === 0 ? [] : [`Types: ${linked(types)}.`]),
  ]
  return [`## ${name}`, text, ...lists, ...fresh.map(declared)].join('\n\n')
}

/** As GitHub makes it: of two headings that differ in capitals only the second one gets a number. */
function anchorOf(name: string, slugs: Map<string, number>): string {
  const slug = name.toLowerCase()
  const before = slugs.get(slug) ?? 0
  slugs.set(slug, before + 1)
  return before === 0 ? slug : `${slug}-${before}`
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
