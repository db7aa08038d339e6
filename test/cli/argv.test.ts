import { describe, expect, test } from 'vitest'
import { parseCommand, splitArgv } from '../../src/cli/argv/argv.ts'
import { boolean, type Command, int, list, string } from '../../src/cli/command.ts'
import { UsageError } from '../../src/cli/usage-error.ts'

const up: Pick<Command, 'id' | 'args' | 'flags'> = {
  id: 'up',
  args: '[SERVICE...]',
  flags: {
    detach: boolean('', { char: 'd' }),
    'renew-anon-volumes': boolean('', { char: 'V' }),
    menu: boolean('', { default: true }),
    scale: list(''),
    pull: string(''),
    timeout: int('', { char: 't' }),
    yes: boolean('', { char: 'y', aliases: ['y'] }),
  },
}
const logs: typeof up = {
  id: 'logs',
  args: '[SERVICE...]',
  flags: {
    follow: boolean('', { char: 'f' }),
    tail: string('', { char: 'n' }),
    timestamps: boolean('', { char: 't' }),
  },
}
const version: typeof up = { id: 'version', flags: { format: string('', { char: 'f' }), short: boolean('') } }
const known = new Map([up, logs, version].map((command) => [command.id, command]))

/** What a command line says, without what is at its default. */
function read(words: string): Record<string, unknown> {
  const { globals, id, rest, help } = splitArgv(split(words))
  const defaults = splitArgv([]).globals
  const given = Object.fromEntries(
    Object.entries(globals).filter(([key, value]) => String(value) !== String(defaults[key as keyof typeof defaults])),
  )
  const command = known.get(id ?? '')
  if (command === undefined) return { ...given, id, ...(help ? { help } : {}) }
  const line = parseCommand(command, rest)
  const flags = Object.entries(line.flags).filter(
    ([key, value]) => String(value) !== String(command.flags[key]?.default),
  )
  return {
    ...given,
    id,
    ...Object.fromEntries(flags),
    ...(line.args.length > 0 ? { args: line.args } : {}),
    ...(help || line.help ? { help: true } : {}),
    ...line.globals,
  }
}

function split(words: string): string[] {
  return words === '' ? [] : words.split(' ')
}

const accepted: readonly (readonly [line: string, meaning: Record<string, unknown>])[] = [
  ['', { id: undefined }],
  ['up', { id: 'up' }],
  ['up -d', { id: 'up', detach: true }],
  ['up web db', { id: 'up', args: ['web', 'db'] }],
  ['up web -d db', { id: 'up', detach: true, args: ['web', 'db'] }],
  ['up -d web', { id: 'up', detach: true, args: ['web'] }],
  ['up --detach', { id: 'up', detach: true }],
  ['up --detach=true', { id: 'up', detach: true }],
  ['up --detach=false', { id: 'up' }],
  ['up --detach false', { id: 'up', detach: true, args: ['false'] }],
  ['up -d=false', { id: 'up' }],
  ['up -d=1', { id: 'up', detach: true }],
  ['up -d -d=f', { id: 'up' }],
  ['up -dV', { id: 'up', detach: true, 'renew-anon-volumes': true }],
  ['up -Vd=false', { id: 'up', 'renew-anon-volumes': true }],
  ['up --menu=false', { id: 'up', menu: false }],
  ['up -t 5', { id: 'up', timeout: 5 }],
  ['up -t5', { id: 'up', timeout: 5 }],
  ['up -t=5', { id: 'up', timeout: 5 }],
  ['up -dt5 web', { id: 'up', detach: true, timeout: 5, args: ['web'] }],
  ['up -dt 5 web', { id: 'up', detach: true, timeout: 5, args: ['web'] }],
  ['up --timeout 0', { id: 'up', timeout: 0 }],
  ['up --timeout=-1', { id: 'up', timeout: -1 }],
  ['up --timeout -1', { id: 'up', timeout: -1 }],
  ['up -t -1', { id: 'up', timeout: -1 }],
  ['up -t 0x10', { id: 'up', timeout: 16 }],
  ['up -t 010', { id: 'up', timeout: 8 }],
  ['up -t 1_000', { id: 'up', timeout: 1000 }],
  ['up -t 1 -t 2', { id: 'up', timeout: 2 }],
  ['up --scale web=2 --scale db=3 web', { id: 'up', scale: ['web=2', 'db=3'], args: ['web'] }],
  ['up --scale=web=2', { id: 'up', scale: ['web=2'] }],
  ['up --pull= web', { id: 'up', pull: '', args: ['web'] }],
  ['up --pull -d', { id: 'up', pull: '-d' }],
  ['up -- -d', { id: 'up', args: ['-d'] }],
  ['up web -- -d', { id: 'up', args: ['web', '-d'] }],
  ['up -d -- web', { id: 'up', detach: true, args: ['web'] }],
  ['up -', { id: 'up', args: ['-'] }],
  ['up --y', { id: 'up', yes: true }],
  ['up --dry-run', { id: 'up', 'dry-run': true }],
  ['up --adopt --lock-timeout 3s', { id: 'up', adopt: true, 'lock-timeout': '3s' }],
  ['--isolate up', { isolate: '', id: 'up' }],
  ['--isolate=x up', { isolate: 'x', id: 'up' }],
  ['up --isolate web', { id: 'up', isolate: '', args: ['web'] }],
  ['up --isolate=x web', { id: 'up', isolate: 'x', args: ['web'] }],
  ['up --isolate', { id: 'up', isolate: '' }],
  ['--no-isolate up', { 'no-isolate': true, id: 'up' }],
  ['--dry-run up', { 'dry-run': true, id: 'up' }],
  ['up --help', { id: 'up', help: true }],
  ['up -h', { id: 'up', help: true }],
  ['up -dh', { id: 'up', detach: true, help: true }],
  ['up web --help', { id: 'up', args: ['web'], help: true }],
  ['--help', { id: undefined, help: true }],
  ['-h up', { id: 'up', help: true }],
  ['help', { id: undefined, help: true }],
  ['help up', { id: 'up', help: true }],
  ['-f a.yaml up', { file: ['a.yaml'], id: 'up' }],
  ['-fa.yaml up', { file: ['a.yaml'], id: 'up' }],
  ['-f=a.yaml up', { file: ['a.yaml'], id: 'up' }],
  ['--file=a.yaml up', { file: ['a.yaml'], id: 'up' }],
  ['--file a.yaml -f b.yaml up', { file: ['a.yaml', 'b.yaml'], id: 'up' }],
  ['-f - up -d', { file: ['-'], id: 'up', detach: true }],
  [
    '-f a.yaml -p x --profile y up -d',
    { file: ['a.yaml'], 'project-name': 'x', profile: ['y'], id: 'up', detach: true },
  ],
  ['-px up', { 'project-name': 'x', id: 'up' }],
  ['-p up up', { 'project-name': 'up', id: 'up' }],
  ['--profile a,b --profile c up', { profile: ['a,b', 'c'], id: 'up' }],
  ['--ansi never --progress=plain up', { ansi: 'never', progress: 'plain', id: 'up' }],
  ['--parallel 2 up', { parallel: 2, id: 'up' }],
  ['--parallel=-1 up', { parallel: -1, id: 'up' }],
  ['--env-file a --env-file b up', { 'env-file': ['a', 'b'], id: 'up' }],
  ['--all-resources --compatibility up', { 'all-resources': true, compatibility: true, id: 'up' }],
  ['--compatibility=false up', { id: 'up' }],
  ['--project-directory /x up', { 'project-directory': '/x', id: 'up' }],
  ['-H tcp://h:1 up', { host: 'tcp://h:1', id: 'up' }],
  ['--context far up', { context: 'far', id: 'up' }],
  ['-f a.yaml logs -f', { file: ['a.yaml'], id: 'logs', follow: true }],
  ['logs -f web', { id: 'logs', follow: true, args: ['web'] }],
  ['logs -fn 5 web', { id: 'logs', follow: true, tail: '5', args: ['web'] }],
  ['logs --tail=all -t', { id: 'logs', tail: 'all', timestamps: true }],
  ['version -f json', { id: 'version', format: 'json' }],
  ['-v', { version: true, id: undefined }],
  ['nosuch -x --y', { id: 'nosuch' }],
  ['-- up', { id: 'up' }],
]

// Texts and exit code 1 as docker compose 2.40.3 prints them (observed).
const refused: readonly (readonly [line: string, message: string])[] = [
  ['-q', "unknown shorthand flag: 'q' in -q"],
  ['--nosuch', 'unknown flag: --nosuch'],
  ['--nosuch=1 up', 'unknown flag: --nosuch'],
  ['-f', "flag needs an argument: 'f' in -f"],
  ['--file', 'flag needs an argument: --file'],
  ['--parallel x up', 'invalid argument "x" for "--parallel" flag: strconv.ParseInt: parsing "x": invalid syntax'],
  ['--=x up', 'bad flag syntax: --=x'],
  ['---x up', 'bad flag syntax: ---x'],
  ['up --nosuch', 'unknown flag: --nosuch'],
  ['up -Z', "unknown shorthand flag: 'Z' in -Z"],
  ['up -dZ', "unknown shorthand flag: 'Z' in -Z"],
  ['up -p x', "unknown shorthand flag: 'p' in -p"],
  ['up -f a.yaml', "unknown shorthand flag: 'f' in -f"],
  ['up --profile y', 'unknown flag: --profile'],
  ['up --timeout', 'flag needs an argument: --timeout'],
  ['up -t', "flag needs an argument: 't' in -t"],
  ['up -t abc', 'invalid argument "abc" for "-t, --timeout" flag: strconv.ParseInt: parsing "abc": invalid syntax'],
  ['up -t 1.5', 'invalid argument "1.5" for "-t, --timeout" flag: strconv.ParseInt: parsing "1.5": invalid syntax'],
  [
    'up --detach=maybe',
    'invalid argument "maybe" for "-d, --detach" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
  ],
  ['up --menu=yes', 'invalid argument "yes" for "--menu" flag: strconv.ParseBool: parsing "yes": invalid syntax'],
  ['up --help --nosuch', 'unknown flag: --nosuch'],
  ['version extra', 'unknown command "extra" for "muster version"'],
]

const remedies: readonly (readonly [line: string, fix: string | undefined])[] = [
  ['up -f foo.yaml', 'put it before the command: muster -f foo.yaml up'],
  ['up -ffoo.yaml', 'put it before the command: muster -ffoo.yaml up'],
  ['up -dp x web', 'put it before the command: muster -p x up'],
  ['up -f', 'put it before the command: muster -f FILE up'],
  ['up -f $(x)', "put it before the command: muster -f '$(x)' up"],
  ['logs --profile x', 'put it before the command: muster --profile x logs'],
  ['up --env-file=a', 'put it before the command: muster --env-file=a up'],
  ['up --compatibility web', 'put it before the command: muster --compatibility up'],
  ['up --detatch', 'did you mean `--detach`?'],
  ['up --profil x', 'did you mean `--profile`? It stands before the command: muster --profile … up'],
  ['--profil x up', 'did you mean `--profile`?'],
  ['up --hepl', 'did you mean `--help`?'],
  ['up --nosuch', '`muster up --help` lists the flags'],
  ['up -Z', '`muster up --help` lists the flags'],
  ['up -t abc', 'write for instance `--timeout 5`'],
  ['--parallel x up', 'write for instance `--parallel 5`'],
  ['up --detach=maybe', 'write for instance `--detach=false`'],
]

function refusal(line: string): UsageError {
  try {
    read(line)
  } catch (error) {
    if (error instanceof UsageError) return error
    throw error
  }
  throw new Error(`${line} is accepted`)
}

describe('a command line', () => {
  test.each(accepted)('`%s` means what docker compose makes of it', (line, meaning) => {
    expect(read(line)).toEqual(meaning)
  })

  test.each(refused)('`%s` is refused with %s', (line, message) => {
    expect(refusal(line)).toMatchObject({ message })
  })

  test.each(remedies)('`%s` is refused with the remedy: %s', (line, fix) => {
    expect(refusal(line).fix).toBe(fix)
  })
})
