import type { Command as OclifCommand, Interfaces } from '@oclif/core'
import type { CommandHelp } from '@oclif/core/help'
import type { Command, Flag, Flags, FlagValue } from '../command.ts'
import { commands, unsupported } from '../commands/index.ts'
import { globalFlags } from './globals.ts'

/** The help of muster itself. Loads oclif. */
export async function rootHelp(columns: number): Promise<string> {
  const help = await createHelp({ id: '', flags: { ...globalFlags }, args: 'COMMAND' }, columns)
  const summaries = await Promise.all([...commands.values()].map(async (load) => await load()))
  // A command that has a second name is listed once.
  const list = [...new Map(summaries.map(({ id, summary }) => [id, summary]))].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return [
    'Brings up the containers of a compose.yaml: a drop-in for docker compose.',
    // oclif knows no program without a command, and leaves room for its name.
    help.generate().replace('muster  [', 'muster ['),
    help.section('COMMANDS', help.renderList(list, { spacer: '\n', indentation: 2 })),
    help.section('NOT SUPPORTED YET', help.wrap(unsupported.join(' '), 4)),
    help.section('EXIT CODES', help.renderList(exitCodes, { spacer: '\n', indentation: 2 })),
    help.section('MORE', 'Flags above stand before the command. `muster COMMAND --help` explains a command.'),
  ].join('\n\n')
}

/** The commands of two words that begin with `group`, for instance `snapshot`. Loads oclif. */
export async function groupHelp(group: string, columns: number): Promise<string> {
  const help = await createHelp({ id: group, flags: { 'dry-run': globalFlags['dry-run'] }, args: 'COMMAND' }, columns)
  const named = [...commands].filter(([name]) => name.startsWith(`${group} `))
  const list = await Promise.all(
    named.map(async ([name, load]): Promise<[string, string]> => [
      name.slice(group.length + 1),
      (await load()).summary,
    ]),
  )
  const sorted = list.toSorted(([a], [b]) => (a < b ? -1 : 1))
  const refused = unsupported.filter((name) => name.startsWith(`${group} `))
  return [
    help.generate(),
    help.section('COMMANDS', help.renderList(sorted, { spacer: '\n', indentation: 2 })),
    ...(refused.length === 0 ? [] : [help.section('NOT SUPPORTED YET', help.wrap(refused.join(' '), 4))]),
  ].join('\n\n')
}

/** What scripts tell apart; all of it is in schema/ERRORS.md. */
const exitCodes: [string, string][] = [
  ['0', 'Done'],
  ['1', 'A mistake in files or on the command line, or a failure of the engine or of a container'],
  ['3', 'With --exit-codes=detailed: a mistake in a file'],
  [
    '4',
    'test: the project did not come up, or a service failed while the test ran; play: a step gave something else; with --exit-codes=detailed: a service failed',
  ],
  ['5', 'test: the test took too long (--timeout); with --exit-codes=detailed: the time of --wait-timeout was over'],
  ['6', 'Another muster that changes the project did not let go in time (--lock-timeout)'],
  [
    '7',
    'A port is taken, a file is missing, or the project belongs to another folder: nothing was changed; doctor: there is a problem',
  ],
  ['130', 'Interrupted by Ctrl-C or SIGTERM; 129 by the end of the terminal'],
  [
    'N',
    'run, exec, test, wait, and up --exit-code-from: that of the command; 125 to 127 where it could not be started',
  ],
]

/** The help of one command. Loads oclif. */
export async function commandHelp(command: Command, columns: number): Promise<string> {
  const help = await createHelp({ ...command, flags: { ...command.flags, 'dry-run': globalFlags['dry-run'] } }, columns)
  return `${command.summary}\n\n${help.generate()}`
}

async function createHelp(
  command: Pick<Command, 'id' | 'flags' | 'args' | 'description'>,
  columns: number,
): Promise<CommandHelp> {
  const { CommandHelp } = await import('@oclif/core/help')
  const width = Math.min(columns, 100)
  const config = { bin: 'muster', topicSeparator: ' ', platform: process.platform } as Interfaces.Config
  const usage = [command.id, '[OPTIONS]', command.args].filter((word) => word !== undefined && word !== '').join(' ')
  const loadable = {
    id: command.id,
    usage,
    args: {},
    flags: oclifFlags(command.flags),
    aliases: [],
    ...(command.description === undefined ? {} : { description: command.description }),
  } as unknown as OclifCommand.Loadable
  return new CommandHelp(loadable, config, { maxWidth: width } as Interfaces.HelpOptions)
}

function oclifFlags(flags: Flags): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(flags)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, flag]) => [shownName(name, flag), oclifFlag(name, flag)]),
  )
}

/** oclif shows no value that may be left out. */
function shownName(name: string, { bare, placeholder = 'VALUE' }: Flag<FlagValue>): string {
  return bare === undefined ? name : `${name}[=${placeholder}]`
}

function oclifFlag(name: string, flag: Flag<FlagValue>): object {
  const { type, char, description, hidden, placeholder, options, bare } = flag
  const shared = { name, description, hidden, ...(char === undefined ? {} : { char }) }
  if (type === 'boolean' || bare !== undefined) return { ...shared, type: 'boolean' }
  const value = options?.join('|') ?? placeholder ?? (type === 'int' ? 'N' : 'VALUE')
  return { ...shared, type: 'option', multiple: type === 'list', helpValue: value }
}
