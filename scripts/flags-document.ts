import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { globalFlags, anywhereFlags } from '../src/cli/argv/globals.ts'
import type { Flag, Flags, FlagValue } from '../src/cli/command.ts'
import { commands } from '../src/cli/commands/index.ts'
import { reasonFor } from './flag-reasons.ts'
import { commandLines, type CommandWords, gives } from './flag-uses.ts'
import type { PeerFlag } from './peer-flag.ts'

/** A flag of docker compose and muster's answer to it. */
export interface FlagRow extends PeerFlag {
  readonly muster: 'yes' | 'refused' | 'missing'
  /** Why it is refused. */
  readonly reason: string | undefined
  /** The test file that uses it, below the folder `test`. */
  readonly test: string | undefined
}

/** schema/FLAGS.md, as it is kept; the column of tests may name any test that uses the flag. */
export const flagsPath = 'schema/FLAGS.md'

/** Tests of every flag with a reason that it is refused by name. */
const refusedTest = 'flags/refused.test.ts'

/** All flags of docker compose 2.40.3, from its own help, and the hidden ones, by trying. */
export function peerFlags(): readonly PeerFlag[] {
  const lines = readFileSync('test/flags/docker-compose-2.40.3.tsv', 'utf8').trim().split('\n').slice(1)
  return lines.map((line) => {
    const [command = '', name = '', char = '', type = '', hidden = ''] = line.split('\t')
    return { command, name, char: char === '' ? undefined : char, type, hidden: hidden === 'hidden' }
  })
}

/** muster's definition of a flag of docker compose's, undefined when it has none. */
export async function definitionOf(peer: Pick<PeerFlag, 'command' | 'name'>): Promise<Flag<FlagValue> | undefined> {
  const load = commands.get(peer.command)
  // The first word of commands of two words takes what every command takes.
  const isGroup = load === undefined && [...commands.keys()].some((id) => id.startsWith(`${peer.command} `))
  if (load === undefined && !isGroup && peer.command !== '') return undefined
  const own: Flags = load === undefined ? (isGroup ? {} : globalFlags) : (await load()).flags
  const flags: Flags = peer.command === '' ? own : { ...own, ...anywhereFlags }
  const found = Object.entries(flags).find(([name, { aliases = [] }]) => [name, ...aliases].includes(peer.name))
  return found?.[1]
}

/** The whole table. `committed` is the document as it stands: a test that it names and that still holds is kept. */
export async function flagRows(committed: string): Promise<readonly FlagRow[]> {
  const tests = await commandLinesOfTests()
  const named = testsNamedIn(committed)
  return await Promise.all(
    peerFlags().map(async (peer) => {
      const definition = await definitionOf(peer)
      const reason = reasonFor(peer)
      const spellings = [`--${peer.name}`, ...(definition?.char === undefined ? [] : [`-${definition.char}`])]
      const words = peer.command === '' ? [] : peer.command.split(' ')
      const uses = (file: string): boolean => tests.get(file)?.some((line) => gives(line, words, spellings)) === true
      const before = named.get(`${peer.command} --${peer.name}`)
      const candidates = [...(before === undefined ? [] : [before]), ...tests.keys()].toSorted(
        (a, b) => rank(a) - rank(b),
      )
      const test = reason !== undefined ? refusedTest : candidates.find(uses)
      const muster = reason === undefined ? (definition === undefined ? 'missing' : 'yes') : 'refused'
      return { ...peer, muster, reason, test }
    }),
  )
}

/** What a flag does says more than that it is taken. */
function rank(test: string): number {
  if (test === 'cli/argv.test.ts') return 2
  return test.startsWith('engine/') ? 0 : 1
}

/** The table as Markdown. */
export function flagsDocument(rows: readonly FlagRow[]): string {
  const names = [...new Set(rows.map(({ command }) => command))]
  return `${[
    head(rows),
    ...names.map((name) =>
      section(
        name,
        rows.filter(({ command }) => command === name),
      ),
    ),
  ].join('\n\n')}\n`
}

function head(rows: readonly FlagRow[]): string {
  const refused = rows.filter(({ muster }) => muster === 'refused').length
  return `# Flags

<!-- Written by \`npm run flags\`. Changes made here are lost. -->

Every flag of docker compose 2.40.3, hidden ones included: whether muster takes it, and a test that uses it.
${rows.length} flags, ${rows.length - refused} taken, ${refused} refused by name.`
}

function section(command: string, rows: readonly FlagRow[]): string {
  const title = command === '' ? 'before the command' : command
  const lines = rows.map(({ name, char, hidden, muster, reason, test }) => {
    const flag = `\`${char === undefined ? '' : `-${char}, `}--${name}\`${hidden ? ' (hidden)' : ''}`
    return `| ${flag} | ${reason === undefined ? muster : `refused: ${reason}`} | ${test ?? 'none'} |`
  })
  return `## ${title}\n\n| flag | muster | test |\n|---|---|---|\n${lines.join('\n')}`
}

function testsNamedIn(document: string): ReadonlyMap<string, string> {
  const named = new Map<string, string>()
  let command = ''
  for (const line of document.split('\n')) {
    const title = /^## (.*)$/.exec(line)?.[1]
    if (title !== undefined) command = title === 'before the command' ? '' : title
    const [, flag, test] = /^\| `(?:-\w, )?(--[^`]+)`.*\| ([^|]+) \|$/.exec(line) ?? []
    if (flag !== undefined && test !== undefined) named.set(`${command} ${flag}`, test)
  }
  return named
}

async function commandLinesOfTests(): Promise<ReadonlyMap<string, readonly CommandWords[]>> {
  const files: string[] = []
  for await (const file of glob('**/*.test.ts', { cwd: 'test' })) files.push(file)
  files.sort((a, b) => (a < b ? -1 : 1))
  return new Map(files.map((file) => [file, commandLines(readFileSync(`test/${file}`, 'utf8'))]))
}
