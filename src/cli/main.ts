import { writeSync } from 'node:fs'
import { type ExitCodes, exitCodeOf } from '../api/exit-code.ts'
import { inCallersWords } from '../render/in-callers-words.ts'
import { createTerminal, type Terminal } from '../render/terminal.ts'
import { harmless, readsCommands } from '../render/visible.ts'
import { withoutUserinfo } from '../source/mask.ts'
import { suggest } from '../source/suggest.ts'
import { parseCommand, splitArgv } from './argv/argv.ts'
import { beforeItsCommand, UnknownFlag } from './argv/unknown-flag.ts'
import type { Command } from './command.ts'
import { commands, unsupported } from './commands/index.ts'
import { calledAs, calledByDocker } from './plugin/called-as.ts'
import { chooseExitCodes } from './session/choose-exit-codes.ts'
import { endProcess } from './session/end-process.ts'
import { createSession, type Session } from './session/session.ts'
import { shellVariables } from './session/shell-variables.ts'
import { UsageError } from './usage-error.ts'

/** The exit code of a program that died of SIGPIPE; docker compose, which docker starts, ends with 255 (2.40.3). */
const brokenPipe = 141

/** Runs a command line and ends the process with its exit code (COMPOSE.md: exit codes). */
export async function main(argv: readonly string[]): Promise<void> {
  const terminal = createTerminal({ out: process.stdout, err: process.stderr }, abandon)
  await endProcess(await run(calledAs(process.argv[1], argv, process.env), terminal), terminal)
}

/** Ends the process because its output has nowhere to go. */
function abandon(reason?: Error): never {
  if (reason === undefined) return process.exit(brokenPipe)
  try {
    writeSync(2, `cannot write the output: ${reason.message}\n`)
  } catch {
    // It was stderr that broke: nobody is left to tell.
  }
  return process.exit(1)
}

async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  let session: Session | undefined
  let format: string | undefined
  let codes: ExitCodes = 'compose'
  try {
    if (argv[0]?.startsWith('__') === true) return await serveMachine(argv, terminal)
    const { globals, id, rest, help } = grouped(await split(argv))
    format = globals.diagnostics
    if (globals.version) return await run([...speaking(globals), 'version'], terminal)
    if (id === undefined) return await showRootHelp(terminal)
    const load = commands.get(id)
    if (load === undefined && wordsAfter(id).length > 0) return await showGroupHelp(id, { rest, help }, terminal)
    if (load === undefined) throw unknownCommand(id, globals['speak-as'] === 'compose' ? 'docker compose' : 'muster')
    const command = await load()
    const line = parseCommand(command, rest)
    if (help || line.help) return await showHelp(command, terminal)
    const given = { ...globals, ...line.globals }
    codes = chooseExitCodes(given, shellVariables())
    session = await createSession(given, command.id, terminal)
    return await session.finish(session.end(await command.run(line, session.context)))
  } catch (thrown) {
    const error = inCallersWords(thrown, argv)
    if (session !== undefined) return await session.finish(session.fail(error) ?? exitCodeOf(error, codes))
    terminal.err.write((await reported(error, format)) ?? spoken(explain(error)))
    return exitCodeOf(error, codes)
  }
}

/** The docker command line and the shells call with words of their own. */
async function serveMachine(argv: readonly string[], terminal: Terminal): Promise<number> {
  const { readPluginCall } = await import('./plugin/plugin-argv.ts')
  const call = readPluginCall(argv)
  if (call === undefined) {
    const { complete } = await import('./completion/complete.ts')
    const descriptions = argv[0] === '__completeNoDesc' ? 'without' : 'with'
    terminal.out.write(await complete(argv.slice(1), descriptions))
    return 0
  }
  if (call.argv[0]?.startsWith('__complete') === true) return await run(call.argv, terminal)
  if (call.argv[0] === 'docker-cli-plugin-metadata') {
    const { pluginMetadata } = await import('./plugin/plugin-metadata.ts')
    terminal.out.write(pluginMetadata(call.name))
    return 0
  }
  Object.assign(process.env, call.env)
  delete process.env[calledByDocker]
  const { watchDocker } = await import('./plugin/cli-connection.ts')
  const { endForDocker } = await import('./plugin/end-for-docker.ts')
  watchDocker(process.env, () => endForDocker(process))
  return await run(call.name === 'compose' ? ['--speak-as', 'compose', ...call.argv] : call.argv, terminal)
}

async function split(argv: readonly string[]): Promise<ReturnType<typeof splitArgv>> {
  try {
    return splitArgv(argv)
  } catch (error) {
    throw error instanceof UnknownFlag ? await beforeItsCommand(error, commands) : error
  }
}

/** Commands of two words, for instance `alpha viz`. */
function grouped(argv: ReturnType<typeof splitArgv>): ReturnType<typeof splitArgv> {
  const [word, ...rest] = argv.rest
  const both = `${argv.id ?? ''} ${word ?? ''}`
  return commands.has(both) || unsupported.includes(both) ? { ...argv, id: both, rest } : argv
}

function speaking({ 'speak-as': as }: { readonly 'speak-as': string | undefined }): readonly string[] {
  return as === undefined ? [] : ['--speak-as', as]
}

async function showRootHelp(terminal: Terminal): Promise<number> {
  const { rootHelp } = await import('./argv/help.ts')
  terminal.out.write(`${await rootHelp(terminal.out.columns())}\n`)
  return 0
}

async function showHelp(command: Command, terminal: Terminal): Promise<number> {
  const { commandHelp } = await import('./argv/help.ts')
  terminal.out.write(`${await commandHelp(command, terminal.out.columns())}\n`)
  return 0
}

/** The second words of the commands that begin with `id`. */
function wordsAfter(id: string): readonly string[] {
  return [...commands.keys()].filter((name) => name.startsWith(`${id} `)).map((name) => name.slice(id.length + 1))
}

/** The first word alone is answered with its commands and exit code 0, as docker compose does. */
async function showGroupHelp(
  id: string,
  { rest, help }: Pick<ReturnType<typeof splitArgv>, 'rest' | 'help'>,
  terminal: Terminal,
): Promise<number> {
  const { args } = parseCommand({ id, flags: {}, args: 'COMMAND' }, rest)
  const [word] = help ? [] : args
  if (word !== undefined) {
    const fix = `its commands are: ${wordsAfter(id).join(', ')}`
    throw new UsageError(`unknown command ${JSON.stringify(word)} for "muster ${id}"`, fix)
  }
  const { groupHelp } = await import('./argv/help.ts')
  terminal.out.write(`${await groupHelp(id, terminal.out.columns())}\n`)
  return 0
}

/** Where paths are shown from; a folder that is gone is what the error is about. */
function shownFrom(): string {
  try {
    return process.cwd()
  } catch {
    return '/'
  }
}

/** In the place of docker compose in the words of 2.40.3; without its help, in which they would be lost. */
function unknownCommand(id: string, calledAs: 'muster' | 'docker compose'): UsageError {
  if (unsupported.includes(id)) {
    return new UsageError(`${id}: not supported by muster yet`, `\`docker compose ${id}\` works on the same containers`)
  }
  const near = suggest(id, [...commands.keys(), ...unsupported])
  const fix = near === undefined ? `\`${calledAs} --help\` lists the commands` : `did you mean \`${calledAs} ${near}\`?`
  const [what, name] = calledAs === 'muster' ? ['unknown command', id] : ['unknown docker command', `compose ${id}`]
  return new UsageError(`${what}: ${JSON.stringify(name)}`, fix)
}

/** What programs get that asked for it, also of a mistake before the command begins. */
async function reported(error: unknown, format: string | undefined): Promise<string | undefined> {
  const { chooseReporter } = await import('./session/choose-reporter.ts')
  const cwd = shownFrom()
  const reporter = await chooseReporter({ diagnostics: format }, shellVariables(), cwd).catch(() => undefined)
  if (reporter === undefined) return undefined
  const { findingsOf } = await import('../render/diagnostics/finding.ts')
  return [...findingsOf(error, cwd).map(reporter.add), reporter.end()].join('')
}

/** The texts of files may be anybody's. */
function spoken(text: string): string {
  return readsCommands(shellVariables()) ? harmless(text) : text
}

function explain(error: unknown): string {
  const known = error instanceof Error ? error : new Error(String(error))
  const fix = 'fix' in known && typeof known.fix === 'string' ? `fix: ${known.fix}\n` : ''
  const isBug = !(known instanceof UsageError) && process.env['MUSTER_DEBUG'] === '1'
  return `${withoutUserinfo(isBug ? (known.stack ?? '') : known.message)}\n${fix}`
}
