import { defineConfig, type OxlintConfig, type OxlintOverride } from 'oxlint'

/** What a folder of `src/`, or a file beside the folders, may import: the table of src/ARCHITECTURE.md. */
interface Stage {
  /** The other stages. */
  readonly knows: readonly string[]
  /** Stages whose types it may name. */
  readonly namesTypesOf?: readonly string[]
  /** Single files of stages that it does not know otherwise. */
  readonly also?: readonly string[]
  /** Single files of stages that it knows otherwise. */
  readonly not?: readonly string[]
  /** Modules of Node that it leaves alone; `pure`: all but `node:path`, and the clock and the environment, too. */
  readonly without?: 'pure' | readonly string[]
  /** Packages that are imported here, and in no stage that does not name them. */
  readonly packages?: readonly string[]
}

const language = ['plain.ts', 'spec.ts', 'source', 'attributes', 'model']
const intent = [...language, 'graph', 'plan', 'events.ts', 'discreet.ts']
const work = [...intent, 'engine', 'run', 'watchdog-program.ts']

const connections = ['**/engine/docker.ts', '**/engine/connect.ts']

const stages: Readonly<Record<string, Stage>> = {
  'plain.ts': { knows: [], without: 'pure' },
  'spec.ts': { knows: [], without: 'pure' },
  source: { knows: [], without: 'pure', packages: ['yaml'] },
  attributes: { knows: ['plain.ts', 'spec.ts', 'source'], without: 'pure' },
  model: { knows: language, without: 'pure', packages: ['@noble/hashes'] },
  generated: { knows: [] },
  load: { knows: [...language, 'generated'], without: 'pure' },
  explain: { knows: [...language, 'load'], without: 'pure' },
  scenario: { knows: ['source', 'attributes'], without: 'pure' },
  lint: { knows: language, without: 'pure', packages: ['dockerfile-ast'] },
  graph: { knows: language, without: 'pure', packages: ['toposort'] },
  plan: { knows: [...language, 'graph', 'events.ts'], without: 'pure' },
  'events.ts': { knows: ['source', 'plan'], without: 'pure' },
  'discreet.ts': { knows: ['source', 'plan', 'events.ts'], without: 'pure' },
  engine: { knows: language, namesTypesOf: ['plan'], packages: ['dockerode', 'docker-modem', 'tar-stream'] },
  registry: { knows: ['engine'], not: connections },
  'watchdog-program.ts': { knows: [] },
  run: { knows: work, not: connections, packages: ['tar-stream'] },
  render: { knows: intent },
  api: { knows: [...work, 'load', 'explain', 'scenario', 'lint', 'registry'], packages: ['tar-stream'] },
  library: { knows: [...work, 'api', 'render'] },
  vitest: { knows: ['model', 'api', 'library'], packages: ['vitest'] },
  'index.ts': { knows: [...work, 'load', 'explain', 'render', 'api', 'library'] },
  cli: {
    knows: ['source', 'events.ts', 'render', 'api'],
    namesTypesOf: ['attributes', 'model', 'scenario'],
    also: ['**/commands/index.ts', '**/attributes/grammar/*.ts', '**/attributes/ready/text.ts'],
    without: ['node:http', 'node:https', 'node:tls'],
    packages: ['@oclif/core'],
  },
}

const packages = new Set(['ajv', ...Object.values(stages).flatMap((stage) => stage.packages ?? [])])

/** The rules for the imports of one stage. An override replaces what others say about the same rule, so each stage has one. */
function override([name, stage]: readonly [string, Stage]): OxlintOverride {
  const { knows, namesTypesOf = [], also = [], not = [], without = [] } = stage
  const others = Object.keys(stages).filter((other) => other !== name && !knows.includes(other))
  const foreign = [...packages].filter((each) => !stage.packages?.includes(each))
  const group = (files: readonly string[], message: string): { group: string[]; message: string }[] =>
    files.length === 0 ? [] : [{ group: [...files, ...also.map((file) => `!${file}`)], message }]
  const unknown = others.filter((other) => !namesTypesOf.includes(other)).flatMap(filesOf)
  const machine = without === 'pure' ? ['node:*', '!node:path'] : without
  const patterns = [
    ...group(unknown, `${name} does not know it (src/ARCHITECTURE.md)`),
    ...group(namesTypesOf.flatMap(filesOf), `${name} knows its types only`).map((types) => ({
      ...types,
      allowTypeImports: true,
    })),
    ...group(not, `${name} is handed what this makes`),
    ...group(machine, `${name} does without: what it needs of the machine is passed in`),
    { regex: `^(?:${foreign.join('|')})(?:/|$)`, message: 'another stage has this package to itself' },
  ]
  return {
    files: [name.endsWith('.ts') ? `src/${name}` : `src/${name}/**`],
    rules: {
      'no-restricted-imports': ['error', { patterns }],
      ...(without === 'pure' ? { 'no-restricted-globals': ['error', 'process', 'Date'] } : {}),
    },
  }
}

/** What an import from elsewhere looks like; a file beside the folders may have the name of one in a folder. */
function filesOf(stage: string): readonly string[] {
  return stage.endsWith('.ts') ? [`**/${stage}`, `!**/[a-z]*/${stage}`] : [`**/${stage}/**`]
}

const config: OxlintConfig = defineConfig({
  plugins: ['typescript', 'import', 'oxc', 'unicorn', 'promise', 'node'],
  categories: { correctness: 'error' },
  env: { node: true, es2024: true },
  ignorePatterns: ['dist/', 'src/generated/', 'examples/', 'coverage/'],
  rules: {
    'typescript/no-floating-promises': 'error',
    'typescript/no-misused-promises': 'error',
    'typescript/await-thenable': 'error',
    'typescript/switch-exhaustiveness-check': 'error',
    'typescript/no-explicit-any': 'error',
    'typescript/consistent-type-imports': 'error',
    'typescript/only-throw-error': 'error',
    'import/no-cycle': ['error', { ignoreTypes: false }],
    'import/no-duplicates': 'error',
    'max-lines': ['error', { max: 300, skipBlankLines: false, skipComments: false }],
    'max-lines-per-function': ['error', { max: 60 }],
    'max-params': ['error', { max: 3 }],
    'max-depth': ['error', { max: 3 }],
    eqeqeq: 'error',
    'no-var': 'error',
    'prefer-const': 'error',
    'no-console': 'error',
    'no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  },
  overrides: [
    ...Object.entries(stages).map(override),
    { files: ['src/render/terminal.ts', 'scripts/**', 'test/**'], rules: { 'no-console': 'off' } },
    { files: ['test/**', '*.config.ts'], rules: { 'max-lines-per-function': 'off' } },
  ],
})

export default config
